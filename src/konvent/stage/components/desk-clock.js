// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// <konvent-exact-clock short>: the convention's clock with its seconds, or without. <konvent-until at="seconds" says>: what
// is left until then, or how long it has been over.

const words = document.getElementById("words")?.dataset ?? {};
const zone = document.documentElement.dataset.zone || undefined;
const short = new Intl.DateTimeFormat("de", { timeStyle: "short", hourCycle: "h23", timeZone: zone });
const exact = new Intl.DateTimeFormat("de", { timeStyle: "medium", hourCycle: "h23", timeZone: zone });
const shown = new Set();
let timer;

class Ticking extends HTMLElement {
  connectedCallback() {
    shown.add(this);
    timer ??= setInterval(() => document.hidden || tick(), 1000);
    this.show(Date.now());
  }

  disconnectedCallback() {
    shown.delete(this);
  }

  say(text) {
    if (this.textContent !== text) this.textContent = text;
  }
}

class ExactClock extends Ticking {
  show(now) {
    this.say((this.hasAttribute("short") ? short : exact).format(now));
  }
}

class Until extends Ticking {
  show(now) {
    const left = Math.round(Number(this.getAttribute("at")) - now / 1000);
    this.toggleAttribute("data-over", left < 0);
    const ahead = words[this.getAttribute("says") ?? "in"];
    const said = (left < 0 ? words.over : ahead) ?? "{time}";
    this.say(said.replace("{time}", span(Math.abs(left))));
  }
}

function span(seconds) {
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60];
  if (seconds >= 3600) parts.unshift(Math.floor(seconds / 3600));
  const [first, ...rest] = parts.map(String);
  return [first, ...rest.map((part) => part.padStart(2, "0"))].join(":");
}

function tick() {
  const now = Date.now();
  for (const element of shown) element.show(now);
}

document.addEventListener("visibilitychange", tick);
customElements.define("konvent-exact-clock", ExactClock);
customElements.define("konvent-until", Until);
