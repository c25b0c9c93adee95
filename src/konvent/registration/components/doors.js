// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// <konvent-doors>: how many are inside and how many wait; hidden where nobody ever waits.

const page = document.documentElement;
const EVERY = 3_000;

class Doors extends HTMLElement {
  connectedCallback() {
    this.look();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  async look() {
    try {
      const answer = await fetch(`/${page.dataset.convention}/queue`, { cache: "no-store" });
      this.show(await answer.json());
    } catch {
      // what was shown last stays until there is a connection again
    }
    this.timer = setTimeout(() => this.look(), EVERY);
  }

  show({ inside, lanes }) {
    this.hidden = !lanes;
    if (!lanes) return;
    const all = Object.values(lanes);
    const sum = (one) => all.map(one).reduce((total, number) => total + number, 0);
    this.write("inside", inside);
    this.write("waiting", sum((lane) => lane.next - lane.turn));
    this.write("pace", sum((lane) => lane.per_minute));
  }

  write(name, value) {
    const place = this.querySelector(`[data-part="${name}"]`);
    const text = value.toLocaleString(page.lang);
    if (place.textContent !== text) place.textContent = text;
  }
}

customElements.define("konvent-doors", Doors);
