// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// <konvent-agenda-count>: how many sessions are in it, beside the link to it.

import { codes } from "./agenda-store.js";

class AgendaCount extends HTMLElement {
  connectedCallback() {
    this.refresh = () => this.show();
    document.addEventListener("konvent:agenda", this.refresh);
    this.show();
  }

  disconnectedCallback() {
    document.removeEventListener("konvent:agenda", this.refresh);
  }

  show() {
    const count = codes().length;
    this.hidden = count === 0;
    this.textContent = count;
  }
}

customElements.define("konvent-agenda-count", AgendaCount);
