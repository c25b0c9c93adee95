// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// Filters and search of a list that is already on the page: decides for every item at once whether
// it is shown. What somebody chose is in the address, to be shared and returned to.

import { folded } from "./folded.js";

export class Filters {
  static names = [];

  constructor(page, list, address) {
    this.page = page;
    this.list = list;
    this.address = address;
    this.form = page.querySelector("form");
    this.items = [...list.querySelectorAll("[data-code]")];
    this.part("go").hidden = true;
    this.restore();
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("input", () => this.read());
    this.part("clear").onclick = () => this.clear();
    this.search = this.form.elements.q;
    this.search.addEventListener("focus", () => this.load(), { once: true });
    this.apply();
  }

  changed() {}

  part(name) {
    return this.page.querySelector(`[data-part="${name}"]`);
  }

  get names() {
    return this.constructor.names;
  }

  fields() {
    return ["q", ...this.names].map((name) => this.form.elements[name]).filter(Boolean);
  }

  restore() {
    for (const field of this.fields()) write(field, this.address.get(field.name) ?? "");
    const more = this.form.querySelector("details");
    more.open = matchMedia("(min-width: 56em)").matches;
  }

  read() {
    for (const field of this.fields()) {
      const value = valueOf(field);
      if (value) this.address.set(field.name, value);
      else this.address.delete(field.name);
    }
    this.apply();
    this.changed();
  }

  clear() {
    for (const field of this.fields()) write(field, "");
    this.read();
    this.search.focus();
  }

  // Titles and people are on the page; abstracts come with the index.
  async load() {
    this.loading ??= fetch(this.page.getAttribute("index"))
      .then((answer) => answer.json())
      .then((index) => {
        this.index = Object.entries(index).map(([code, session]) => ({
          ...session,
          code,
          type: session.kind,
          words: folded(
            [session.title, session.people, session.room, session.text].filter(Boolean).join(" "),
          ),
        }));
        this.wordsOf = new Map(this.index.map(({ code, words }) => [code, words]));
      })
      .catch(() => (this.loading = undefined));
    await this.loading;
    this.apply();
  }

  apply() {
    const wanted = this.names
      .map((name) => [name, this.address.get(name)])
      .filter(([, value]) => value);
    const needles = folded(this.address.get("q") ?? "")
      .split(/\s+/)
      .filter(Boolean);
    const isAsked = wanted.length > 0 || needles.length > 0;
    if (isAsked && !this.index) this.load();

    let found = 0;
    for (const item of this.items) {
      const fits =
        wanted.every(([name, value]) => item.dataset[name] === value) &&
        this.contains(item, needles);
      item.hidden = !fits;
      if (fits) found += 1;
    }
    this.showOutcome(isAsked, found, wanted, needles);
  }

  contains(item, needles) {
    if (needles.length === 0) return true;
    const words = this.wordsOf?.get(item.dataset.code) ?? (item.words ??= folded(item.textContent));
    return needles.every((needle) => words.includes(needle));
  }

  showOutcome(isAsked, found, wanted) {
    this.part("outcome").hidden = !isAsked;
    const active = this.part("active");
    active.hidden = wanted.length === 0;
    active.textContent = wanted.length;
    const sentence = this.part("found");
    sentence.textContent = isAsked
      ? (found ? sentence.dataset.some : sentence.dataset.none).replace("{found}", found)
      : "";
  }
}

const isCheck = (field) => field.type === "checkbox";
const valueOf = (field) => (isCheck(field) && !field.checked ? "" : field.value);

function write(field, value) {
  if (isCheck(field)) field.checked = value === field.value;
  else field.value = value;
}
