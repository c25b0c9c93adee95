// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// <konvent-stage-news topic shows>: keeps what a page says about a stage up to date. The name of the
// session on now comes with the stage's state at once; the parts marked `data-fresh` are fetched from
// the page as soon as it is new: `shows` says which state it was made of.

import { watch } from "../../foundation/components/live.js";

const SPREAD = 800; // milliseconds, so that not everybody asks in the same instant
const TRIES = 8;
const PAUSE = 1000;

// A part with a key is left alone as long as it is about the same thing: somebody may type in it.
const isTheSame = (key, fresh) => key !== undefined && key === fresh;

class StageNews extends HTMLElement {
  connectedCallback() {
    this.stop = watch(this.getAttribute("topic"), (state) => this.compare(state));
  }

  disconnectedCallback() {
    this.stop();
    clearTimeout(this.timer);
  }

  compare(state) {
    const wanted = signOf(state);
    const known = JSON.stringify(state);
    const isNew = this.known === undefined ? wanted !== this.getAttribute("shows") : known !== this.known;
    this.known = known;
    if (isNew) this.later(() => this.fetch(wanted, TRIES), Math.random() * SPREAD);
  }

  later(step, pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(step, pause);
  }

  async fetch(wanted, tries) {
    const fresh = await this.fromServer().catch(() => undefined);
    if (!this.isConnected) return;
    if (fresh?.getAttribute("shows") === wanted) this.take(fresh);
    else if (tries > 1) this.later(() => this.fetch(wanted, tries - 1), PAUSE);
  }

  async fromServer() {
    const answer = await fetch(location.pathname, { cache: "no-cache" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.querySelector(this.localName);
  }

  take(fresh) {
    this.setAttribute("shows", fresh.getAttribute("shows"));
    for (const part of fresh.querySelectorAll("[data-fresh]")) {
      const place = this.querySelector(`[data-fresh="${part.dataset.fresh}"]`);
      if (!isTheSame(place.dataset.key, part.dataset.key)) this.replace(place, part);
    }
  }

  // Whoever is at a link with the keyboard stays there.
  replace(part, fresh) {
    const focused = part.contains(document.activeElement) ? document.activeElement.href : "";
    if (fresh.dataset.key !== undefined) part.dataset.key = fresh.dataset.key;
    part.replaceChildren(...fresh.childNodes);
    if (focused) [...part.querySelectorAll("a")].find(({ href }) => href === focused)?.focus();
  }
}

// What is on and what comes next, and when: as the page writes it.
function signOf({ session, next }) {
  const seconds = (moment) => (moment ? Math.floor(Date.parse(moment) / 1000) : "");
  return [session?.code, seconds(session?.ends), next?.code, seconds(next?.starts)].join(" ");
}

customElements.define("konvent-stage-news", StageNews);
