// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// <konvent-clock>: what the convention's clock shows.

import { eachTick } from "./tick.js";
import { clock } from "./words.js";

class Clock extends HTMLElement {
  connectedCallback() {
    this.stop = eachTick((now) => (this.textContent = clock(new Date(now))));
  }

  disconnectedCallback() {
    this.stop();
  }
}

customElements.define("konvent-clock", Clock);
