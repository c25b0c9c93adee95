// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// Single keys at the producer's desk: each presses, or goes to, what is marked with it. Whoever types,
// holds another key, or has switched them off is left alone. The list of them is there once they work.

const OFF = "konvent-keys-off";

export class Keys {
  constructor(desk) {
    this.desk = desk;
    this.listener = (event) => this.press(event);
    document.addEventListener("keydown", this.listener);
    this.box = document.querySelector("[data-keys]");
    this.box.checked = !localStorage.getItem(OFF);
    this.box.onchange = () => {
      if (this.box.checked) localStorage.removeItem(OFF);
      else localStorage.setItem(OFF, "yes");
    };
    this.list = document.getElementById("keys");
    this.list.hidden = false;
  }

  stop() {
    document.removeEventListener("keydown", this.listener);
  }

  press(event) {
    const { key, target } = event;
    if (!this.box.checked || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (target.matches("input:not([type=checkbox]), select, textarea")) return;
    if (key === "?") return this.showList();
    const marked = document.querySelector(`[data-key="${CSS.escape(key)}"]:not([disabled])`);
    if (!marked) return;
    event.preventDefault();
    if (marked.matches("input")) marked.select();
    else {
      marked.focus();
      marked.click();
    }
  }

  showList() {
    this.list.open = !this.list.open;
    if (this.list.open) this.list.querySelector("summary").focus();
  }
}
