// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// <konvent-meter topic source>: how loud a source is, the peak of its last two seconds, in decibels.

import { watch } from "../../foundation/components/live.js";

const words = document.getElementById("words")?.dataset ?? {};
const QUIETEST = -60;
const TOO_LOUD = -1;

class Meter extends HTMLElement {
  connectedCallback() {
    this.bar = document.createElement("span");
    this.number = document.createElement("span");
    this.bar.className = "meter__bar";
    this.number.className = "meter__number";
    this.replaceChildren(this.bar, this.number);
    this.setAttribute("role", "meter");
    this.setAttribute("aria-valuemin", QUIETEST);
    this.setAttribute("aria-valuemax", 0);
    this.unwatch = watch(this.getAttribute("topic"), ({ peaks }) =>
      this.show(peaks?.[this.getAttribute("source")]),
    );
  }

  disconnectedCallback() {
    this.unwatch();
  }

  show(peak) {
    const level = Math.max(QUIETEST, peak ?? QUIETEST);
    const isSilent = level === QUIETEST;
    this.bar.style.setProperty("--level", `${100 * (1 - level / QUIETEST)}%`);
    this.dataset.level = isSilent ? "silent" : level >= TOO_LOUD ? "loud" : "good";
    this.number.textContent = isSilent
      ? words.noSound
      : words.decibels.replace("{decibels}", String(level).replace("-", "−"));
    this.setAttribute("aria-valuenow", level);
    this.setAttribute("aria-valuetext", this.number.textContent);
  }
}

customElements.define("konvent-meter", Meter);
