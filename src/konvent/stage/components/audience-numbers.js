// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// <konvent-numbers stage>: how many watch a stage, and how their players do, at the producer's desk.

import { watch } from "../../foundation/components/live.js";

const language = document.documentElement.lang;
const whole = new Intl.NumberFormat(language);
const share = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 });
const seconds = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });

class Numbers extends HTMLElement {
  connectedCallback() {
    const stage = this.getAttribute("stage");
    this.unwatch = [
      watch(`stage/${stage}/attendance`, ({ count }) => this.say("watching", whole.format(count))),
      watch(`stage/${stage}/players`, (state) => this.show(state)),
    ];
  }

  disconnectedCallback() {
    for (const stop of this.unwatch) stop();
  }

  show({ players, stalled, reports, start, heights }) {
    this.say("players", whole.format(players));
    this.say("stalled", reports ? share.format(stalled / reports) : "–");
    this.say("start", start ? `≤ ${seconds.format(start / 1000)} s` : "–");
    const part = this.querySelector('[data-part="heights"]');
    if (part) part.textContent = Object.entries(heights ?? {}).map(nameOf).join(" · ");
  }

  say(part, text) {
    const place = this.querySelector(`[data-part="${part}"]`);
    if (place && place.textContent !== text) place.textContent = text;
  }
}

function nameOf([height, count]) {
  const { soundOnly = "" } = document.getElementById("words")?.dataset ?? {};
  return `${height === "0" ? soundOnly : `${height}p`}: ${whole.format(count)}`;
}

customElements.define("konvent-numbers", Numbers);
