// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// The form of one open poll: inputs of its kind, what was answered before, and sending.

import { act } from "../../foundation/components/act.js";
import { inPageLanguage, write } from "./phrases.js";

const INPUTS = { single: "radio", scale: "radio", multiple: "checkbox" };

export class PollAnswer {
  constructor(item, number, poll, polls) {
    this.item = item;
    this.number = number;
    this.poll = poll;
    this.polls = polls;
    this.form = item.part("form");
    this.order = [];
    write(item.part("question"), inPageLanguage(poll.question));
    write(item.part("hint"), this.hint());
    item.part("options").classList.toggle("poll__options--scale", poll.kind === "scale");
    item.part("options").append(...this.inputs());
    this.showEnds();
    this.form.addEventListener("input", () => (this.isTouched = true));
    this.form.addEventListener("submit", (event) => this.submit(event));
  }

  hint() {
    return this.polls.say(`hint-${this.poll.kind}`.replace(/-(\w)/, (_, letter) => letter.toUpperCase()), {
      most: this.poll.most,
    });
  }

  template(name) {
    return this.polls.part(name).content.cloneNode(true).firstElementChild;
  }

  inputs() {
    const { kind, options } = this.poll;
    if (kind === "words" || kind === "open") return [this.written(kind === "words" ? "word" : "lines")];
    return Object.entries(options).map(([place, { text }]) => {
      const label = inPageLanguage(text) || place;
      return kind === "ranking" ? this.placed(place, label) : this.choice(place, label, INPUTS[kind]);
    });
  }

  written(name) {
    const input = this.template(name);
    input.name = "text";
    input.setAttribute("aria-label", inPageLanguage(this.poll.question));
    return input;
  }

  choice(place, label, type) {
    const made = this.template("choice");
    const input = made.querySelector("input");
    input.type = type;
    input.name = "choices";
    input.value = place;
    made.querySelector("span").textContent = label;
    return made;
  }

  placed(place, label) {
    const button = this.template("place");
    button.value = place;
    button.querySelector('[data-part="label"]').textContent = label;
    button.addEventListener("click", () => {
      this.isTouched = true;
      const isPlaced = this.order.includes(place);
      this.setOrder(isPlaced ? this.order.filter((other) => other !== place) : [...this.order, place]);
    });
    return button;
  }

  setOrder(order) {
    this.order = order;
    for (const button of this.form.querySelectorAll(".poll__place")) {
      const at = order.indexOf(button.value) + 1;
      button.setAttribute("aria-pressed", String(at > 0));
      write(button.querySelector(".poll__rank"), at ? String(at) : "");
      write(button.querySelector('[data-part="placed"]'), at ? this.polls.say("placed", { place: at }) : "");
    }
  }

  showEnds() {
    const place = this.item.part("ends");
    const { low, high } = this.poll;
    place.hidden = !low && !high;
    const [first, last] = place.children;
    write(first, low ? inPageLanguage(low) : "");
    write(last, high ? inPageLanguage(high) : "");
  }

  // What this person answered before; never over what they are about to choose.
  show(own) {
    write(this.item.part("send"), this.polls.say(own ? "change" : "send"));
    if (!own || this.isTouched) return;
    const chosen = (own.choices ?? []).map(String);
    if (this.poll.kind === "ranking") this.setOrder(chosen);
    for (const input of this.form.querySelectorAll("input[name=choices]")) {
      input.checked = chosen.includes(input.value);
    }
    if (own.words && this.form.elements.text) this.form.elements.text.value = own.words.join(", ");
  }

  async submit(event) {
    event.preventDefault();
    if (this.isSending) return;
    this.isSending = true;
    this.blame("");
    try {
      const said = await act("answer-poll", this.wish());
      this.isTouched = false;
      this.polls.keep(this.number, said);
      write(this.item.part("sent"), this.polls.say("sent"));
    } catch (refusal) {
      write(this.item.part("sent"), "");
      this.blame(refusal.message);
    }
    this.isSending = false;
  }

  wish() {
    const checked = [...this.form.querySelectorAll("input[name=choices]:checked")];
    const choices = this.poll.kind === "ranking" ? this.order : checked.map(({ value }) => value);
    const text = this.form.elements.text?.value ?? "";
    return { session: this.polls.session, poll: Number(this.number), choices, text };
  }

  blame(message) {
    const place = this.item.part("error");
    place.hidden = !message;
    write(place, message);
  }
}
