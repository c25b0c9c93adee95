// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// <konvent-time-left room session ends>: whole minutes until a session ends; hidden before and after.
// When the stage runs late, it knows from the stage.

import { watch } from "../../foundation/components/live.js";
import { write } from "./phrases.js";

const MINUTE = 60_000;
const SHOWN_FROM = 240; // minutes
const EACH = 5_000;

class TimeLeft extends HTMLElement {
  connectedCallback() {
    this.ends = Date.parse(this.getAttribute("ends"));
    this.show();
    this.timer = setInterval(() => this.show(), EACH);
    const room = this.getAttribute("room");
    if (room) this.stop = watch(`stage/${room}/now`, (state) => this.take(state));
  }

  disconnectedCallback() {
    clearInterval(this.timer);
    this.stop?.();
  }

  take({ session }) {
    if (session?.code !== this.getAttribute("session") || !session.ends) return;
    this.ends = Date.parse(session.ends);
    this.show();
  }

  show() {
    const left = Math.ceil((this.ends - Date.now()) / MINUTE);
    this.hidden = !(left > 0 && left <= SHOWN_FROM);
    this.toggleAttribute("soon", left <= 2);
    write(this.querySelector('[data-part="minutes"]'), String(left));
  }
}

customElements.define("konvent-time-left", TimeLeft);
