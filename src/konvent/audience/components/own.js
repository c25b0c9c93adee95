// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// What this browser's person has asked and supports. It is fetched only by those who took part, so that
// ten thousand who only watch ask nothing.

import { write } from "./phrases.js";

const SPREAD = 2_000; // milliseconds, so that not everybody asks in the same instant
const FINAL = ["answered-live", "answered-in-writing", "declined"];

export class Own {
  constructor(session, address, changed) {
    this.address = address;
    this.changed = changed;
    this.mark = `konvent-took-part/${session}`;
    this.questions = {};
    this.supported = new Set();
    if (this.tookPart) this.fetch();
  }

  get tookPart() {
    return localStorage.getItem(this.mark) !== null;
  }

  remember() {
    localStorage.setItem(this.mark, "1");
  }

  supports(number) {
    return this.supported.has(Number(number));
  }

  keepSupport(number, isOn) {
    this.remember();
    if (isOn) this.supported.add(Number(number));
    else this.supported.delete(Number(number));
  }

  // Somebody did something: whoever waits for an answer looks what has become of it.
  follow(before, now) {
    const waits = Object.values(this.questions).some(({ state }) => !FINAL.includes(state));
    if (before === undefined || before === now || !waits) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.fetch(), Math.random() * SPREAD);
  }

  async fetch() {
    const answer = await fetch(this.address, { headers: { "Accept-Language": document.documentElement.lang } });
    if (!answer.ok || answer.redirected) return;
    const { own, supported, name } = await answer.json();
    this.questions = own;
    this.supported = new Set(supported);
    this.name = name;
    this.changed();
  }

  show(place, asked, list) {
    const numbers = Object.keys(this.questions).sort((a, b) => b - a);
    place.hidden = numbers.length === 0;
    const holder = place.querySelector('[data-part="own-list"]');
    const known = new Map([...holder.children].map((item) => [item.dataset.number, item]));
    const items = numbers.map((number) =>
      this.#item(known.get(number), number, asked[number], list),
    );
    const isOther = items.length !== known.size || items.some((item, at) => item !== holder.children[at]);
    if (isOther) holder.replaceChildren(...items);
  }

  #item(known, number, asked, list) {
    const item = known ?? this.#make(number, list);
    const facts = { ...this.questions[number], ...(asked ? { state: asked.state, answer: asked.answer } : {}) };
    const part = (name) => item.querySelector(`[data-part="${name}"]`);
    write(part("own-text"), facts.text);
    write(part("own-state"), list.say(`state-${facts.state}`.replace(/-(\w)/g, (_, letter) => letter.toUpperCase())));
    for (const name of ["reason", "text_of_main", "answer"]) {
      part(`own-${name}`).hidden = !facts[name];
      write(part(`own-${name}-text`), facts[name] ?? "");
    }
    part("withdraw").hidden = !["waiting", "visible", "merged", "declined"].includes(facts.state);
    return item;
  }

  #make(number, list) {
    const item = list.part("own-question").content.cloneNode(true).firstElementChild;
    item.dataset.number = number;
    item
      .querySelector('[data-part="withdraw"]')
      .addEventListener("click", () => list.withdraw(number));
    return item;
  }
}
