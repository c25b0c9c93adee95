// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// <konvent-films>: says how far films are made ready, and shows the page anew when one is.

import { watch } from "../../foundation/components/live.js";

class Films extends HTMLElement {
  connectedCallback() {
    this.stop = watch("films", ({ films }) => this.show(films ?? {}));
  }

  disconnectedCallback() {
    this.stop?.();
  }

  show(films) {
    for (const row of this.querySelectorAll("[data-film]")) {
      const film = films[row.dataset.film];
      if (film?.state !== row.dataset.state || (film.room ?? "") !== row.dataset.room) {
        this.showAnew();
        return;
      }
      const bar = row.querySelector("progress");
      if (bar) bar.value = film.progress;
    }
  }

  showAnew() {
    const chosen = this.querySelector("input[type=file]")?.files.length;
    if (chosen) this.querySelector("[data-changed]").hidden = false;
    else location.reload();
  }
}

customElements.define("konvent-films", Films);
