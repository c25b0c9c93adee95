// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// <konvent-presenter session>: big and calm, for those on stage: the question, and a word from the desk.

import { watch } from "../../foundation/components/live.js";
import { phrases, write } from "./phrases.js";

const FRESH = 120_000; // milliseconds for which a word stays

class Presenter extends HTMLElement {
  connectedCallback() {
    const session = this.getAttribute("session");
    this.say = phrases(this);
    this.stops = [
      watch(`session/${session}/questions`, (state) => this.take(state)),
      watch(`line/${session}`, (state) => this.hear(state)),
    ];
    const full = this.part("full");
    full.hidden = !document.fullscreenEnabled;
    full.addEventListener("click", () => document.documentElement.requestFullscreen());
  }

  disconnectedCallback() {
    for (const stop of this.stops) stop();
    clearTimeout(this.timer);
  }

  part(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }

  take({ questions }) {
    const question = Object.values(questions).find(({ state }) => state === "on-stage");
    this.part("text").hidden = !question;
    this.part("none").hidden = Boolean(question);
    write(this.part("text"), question?.text ?? "");
    write(this.part("by"), question?.name ?? "");
  }

  hear({ messages }) {
    const [, last] = Object.entries(messages)
      .filter(([, message]) => message.for_speakers)
      .sort(([a], [b]) => a.localeCompare(b))
      .at(-1) ?? [];
    const left = last ? Date.parse(last.at) + FRESH - Date.now() : 0;
    const word = this.part("word");
    clearTimeout(this.timer);
    word.hidden = left <= 0;
    if (left <= 0) return;
    write(word, last.text ?? this.say(last.phrase.replace(/-(\w)/g, (_, letter) => letter.toUpperCase())));
    this.timer = setTimeout(() => (word.hidden = true), left);
  }
}

customElements.define("konvent-presenter", Presenter);
