// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// <konvent-directory>: finds a person while the name is being typed.

import { folded } from "./folded.js";

class Directory extends HTMLElement {
  connectedCallback() {
    const search = this.querySelector('[data-part="search"]');
    if (!search) return;
    search.hidden = false;
    const input = search.querySelector("input");
    this.people = [...this.querySelectorAll(".person")].map((row) => ({
      row,
      words: folded(row.textContent),
    }));
    input.addEventListener("input", () => this.show(folded(input.value).split(/\s+/)));
    if (input.value) this.show(folded(input.value).split(/\s+/));
  }

  show(needles) {
    for (const { row, words } of this.people) {
      row.hidden = !needles.every((needle) => words.includes(needle));
    }
    const letters = [...this.querySelectorAll(".letter")];
    for (const letter of letters) letter.hidden = !letter.querySelector(".person:not([hidden])");
    this.querySelector('[data-part="none"]').hidden = letters.some((letter) => !letter.hidden);
    this.querySelector('[data-part="letters"]').hidden = needles.some(Boolean);
  }
}

customElements.define("konvent-directory", Directory);
