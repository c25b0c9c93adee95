// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// <konvent-band starts ends>: moves the line of now across the drawing of a day.

import { eachTick } from "./tick.js";

class Band extends HTMLElement {
  connectedCallback() {
    this.stop = eachTick((now) => this.show(now / 1000));
  }

  disconnectedCallback() {
    this.stop();
  }

  show(now) {
    const starts = Number(this.getAttribute("starts"));
    const share = (now - starts) / (Number(this.getAttribute("ends")) - starts);
    const { width } = this.querySelector("svg").viewBox.baseVal;
    const line = this.querySelector('[data-part="now"]');
    const isWithin = share >= 0 && share <= 1;
    line.toggleAttribute("hidden", !isWithin);
    if (isWithin) line.setAttribute("x", Math.round(share * width) - 2);
  }
}

customElements.define("konvent-band", Band);
