// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// <konvent-countdown until="seconds">: days, hours and minutes that are left; hidden when over.

import { eachTick } from "./tick.js";

const MINUTE = 60_000;

class Countdown extends HTMLElement {
  connectedCallback() {
    this.stop = eachTick((now) => this.show(now));
  }

  disconnectedCallback() {
    this.stop();
  }

  show(now) {
    const left = Math.ceil((Number(this.getAttribute("until")) * 1000 - now) / MINUTE);
    this.hidden = left <= 0;
    this.write("days", Math.floor(left / 1440));
    this.write("hours", Math.floor(left / 60) % 24);
    this.write("minutes", left % 60);
  }

  write(part, value) {
    const place = this.querySelector(`[data-part="${part}"]`);
    if (place.textContent !== String(value)) place.textContent = value;
  }
}

customElements.define("konvent-countdown", Countdown);
