// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// <konvent-poll-desk topic>: what moderators see of polls, or of a chat, fetched anew when something
// changed, and not more often than one can read.

import { watch } from "../../foundation/components/live.js";

const PAUSE = 1_500;

class PollDesk extends HTMLElement {
  connectedCallback() {
    this.stop = watch(this.getAttribute("topic"), (state) => this.compare(JSON.stringify(state)));
  }

  disconnectedCallback() {
    this.stop();
    clearTimeout(this.timer);
  }

  compare(known) {
    const isFirst = this.known === undefined;
    const isSame = this.known === known;
    this.known = known;
    if (isSame || isFirst) return;
    this.timer ??= setTimeout(() => this.fetch(), this.lastAt > Date.now() - PAUSE ? PAUSE : 0);
  }

  async fetch() {
    this.lastAt = Date.now();
    try {
      const answer = await fetch(location.pathname);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector(`${this.localName} [data-part="fresh"]`);
      if (fresh && this.isConnected) this.take(fresh);
    } finally {
      this.timer = undefined;
    }
  }

  // Whoever has something unfolded, or stands on a button, stays there.
  take(fresh) {
    const place = this.querySelector('[data-part="fresh"]');
    const unfolded = [...place.querySelectorAll("details[open]")].map(({ id }) => id);
    const section = document.activeElement?.closest("section[id]")?.id;
    const { name, value } = document.activeElement ?? {};
    place.replaceChildren(...fresh.childNodes);
    for (const id of unfolded) document.getElementById(id)?.setAttribute("open", "");
    if (!section || this.contains(document.activeElement)) return;
    const inside = document.getElementById(section);
    if (!inside || !this.contains(inside)) return;
    const buttons = [...inside.querySelectorAll("button")];
    const same = buttons.find((button) => button.name === name && button.value === value);
    (same ?? inside).focus({ preventScroll: true });
  }
}

customElements.define("konvent-poll-desk", PollDesk);
