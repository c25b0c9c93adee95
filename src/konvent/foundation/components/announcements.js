// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// <konvent-announcements room>: what everybody is told, at the top of every page as soon as it is said.
// An emergency interrupts and stays; everything else waits its turn and can be put away.

import { watch } from "./live.js";

const page = document.documentElement;
const inPageLanguage = (texts) => texts[page.lang] ?? Object.values(texts)[0] ?? "";

class Announcements extends HTMLElement {
  connectedCallback() {
    this.items = new Map();
    this.words = this.part("words").dataset;
    this.said = { announcements: {}, read_only: false };
    this.resting = {};
    const stops = [
      watch("announcements", (state) => state && this.show((this.said = state))),
      watch("load", (state) => state && this.rest(state.resting)),
    ];
    this.stop = () => stops.forEach((stop) => stop());
  }

  disconnectedCallback() {
    this.stop();
  }

  part(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }

  // What is put aside so that the picture goes on; the rest of the house comes back by itself.
  rest(resting) {
    this.resting = resting ?? {};
    this.show(this.said);
  }

  // The last that was put aside says the most; the sentences name everything before it.
  get restingNow() {
    const { questions, chat, search } = this.resting;
    if (questions) return ["questions", this.words.restQuestions];
    if (chat) return ["chat", this.words.restChat];
    return search ? ["search", this.words.restSearch] : null;
  }

  show({ announcements, read_only: readOnly }) {
    const wanted = new Map(
      Object.entries(announcements)
        .filter(([, { room }]) => !room || room === this.getAttribute("room"))
        .filter(([key, { level }]) => level === "emergency" || !this.isAway(key))
        .map(([key, { level, text }]) => [key, { level, text: this.sentence(level, text) }]),
    );
    if (readOnly) wanted.set("read-only", { level: "emergency", text: this.words.readOnly });
    const [part, sentence] = this.restingNow ?? [];
    if (part) wanted.set(`rest-${part}`, { level: "info", text: sentence });
    for (const [key, item] of this.items) {
      if (wanted.has(key)) continue;
      item.remove();
      this.items.delete(key);
    }
    for (const [key, said] of wanted) if (!this.items.has(key)) this.add(key, said);
  }

  sentence(level, text) {
    return [this.words[level], inPageLanguage(text)].filter(Boolean).join(": ");
  }

  add(key, { level, text }) {
    const item = this.part("one").content.cloneNode(true).firstElementChild;
    item.classList.add(`announcement--${level}`);
    item.querySelector("p").textContent = text;
    const away = item.querySelector("button");
    away.hidden = level === "emergency";
    away.addEventListener("click", () => this.putAway(key, item));
    this.items.set(key, item);
    this.part(level === "emergency" ? "alerts" : "news").prepend(item);
  }

  mark(key) {
    return `konvent-announcement/${page.dataset.convention}/${key}`;
  }

  isAway(key) {
    return localStorage.getItem(this.mark(key)) !== null;
  }

  putAway(key, item) {
    localStorage.setItem(this.mark(key), "1");
    item.remove();
    this.items.delete(key);
    document.querySelector("main")?.focus({ preventScroll: true });
  }
}

customElements.define("konvent-announcements", Announcements);
