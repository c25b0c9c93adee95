// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// <konvent-presenter session room next>: big and calm, for those on stage: the question, and a word from
// the desk. Where `next` is the address of a session's view, with CODE for the session, it goes on to the
// session that follows this one on the stage, and stays on the full screen.

import { watch } from "../../foundation/components/live.js";
import { phrases, write } from "./phrases.js";

const FRESH = 120_000; // milliseconds for which a word stays

class Presenter extends HTMLElement {
  connectedCallback() {
    const session = this.getAttribute("session");
    this.say = phrases(this);
    this.stops = [
      watch(`session/${session}/questions`, (state) => this.take(state)),
      watch(`line/${session}/stage`, (state) => this.hear(state)),
    ];
    const room = this.getAttribute("room");
    if (room && this.hasAttribute("next")) {
      this.stops.push(watch(`stage/${room}/now`, (state) => this.follow(state)));
    }
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

  // Only who was on stage is followed by another; a view that was opened early waits for its session.
  follow({ session }) {
    if (!session) return;
    if (session.code === this.getAttribute("session")) this.wasOn = true;
    else if (this.wasOn) this.goOn(this.getAttribute("next").replace("CODE", session.code));
  }

  async goOn(address) {
    const answer = await fetch(address).catch(() => undefined);
    if (!answer?.ok || answer.redirected) return; // a break has no view
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector(this.localName);
    if (!fresh || !this.isConnected) return;
    history.replaceState(null, "", address);
    document.title = page.title;
    this.replaceWith(fresh);
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
