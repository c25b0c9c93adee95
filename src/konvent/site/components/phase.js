// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// <konvent-phase starts ends>: shows what fits before, during or after the convention.

import { eachTick } from "./tick.js";

class Phase extends HTMLElement {
  connectedCallback() {
    if (this.hasAttribute("starts")) this.stop = eachTick((now) => this.show(now / 1000));
  }

  disconnectedCallback() {
    this.stop?.();
  }

  show(now) {
    const phase =
      now < Number(this.getAttribute("starts"))
        ? "before"
        : now < Number(this.getAttribute("ends"))
          ? "during"
          : "after";
    for (const part of this.querySelectorAll("[data-phase]")) {
      part.hidden = part.dataset.phase !== phase;
    }
  }
}

customElements.define("konvent-phase", Phase);
