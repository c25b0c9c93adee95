// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// One question in a list: its words stay, its count grows in place.

import { clock, write } from "./phrases.js";

export class QuestionItem {
  constructor(template, number, list) {
    this.element = template.content.cloneNode(true).firstElementChild;
    this.number = number;
    this.list = list;
    this.element.id = `question-${list.session}-${number}`;
    this.button = this.part("support");
    this.button.addEventListener("click", () => this.press());
  }

  part(name) {
    return this.element.querySelector(`[data-part="${name}"]`);
  }

  press() {
    this.list.support(this.number, this.button.getAttribute("aria-pressed") !== "true");
  }

  show(question, { isOpen, isSupported }) {
    write(this.part("text"), question.text);
    write(this.part("support-text"), `: ${question.text}`);
    write(this.part("supports"), String(question.supports));
    this.button.setAttribute("aria-pressed", String(isSupported));
    this.button.disabled = !isOpen || question.state !== "visible";
    this.part("pinned").hidden = !question.is_pinned;
    write(this.part("by"), this.facts(question).filter(Boolean).join(" · "));
    this.showReplay(question);
    this.part("answer").hidden = !question.answer;
    write(this.part("answer-text"), question.answer ?? "");
  }

  // Where it was answered on stage, once the recording can be seen.
  showReplay({ answered, text }) {
    const replay = answered ? this.list.replays[this.number] : undefined;
    this.part("replay").hidden = !replay;
    if (!replay) return;
    const link = this.part("replay").firstElementChild;
    link.href = replay.address;
    link.ariaLabel = `${this.list.say("replay", replay)}: ${text}`;
    write(link, this.list.say("replay", replay));
  }

  facts({ name, state, on_stage }) {
    const at = on_stage ? clock(on_stage) : "";
    const answered = { "answered-live": "answeredLive", "answered-in-writing": "answeredWriting" };
    return [
      name,
      this.list.say("number", { number: this.number }),
      state in answered && this.list.say(answered[state]),
      at,
    ];
  }
}
