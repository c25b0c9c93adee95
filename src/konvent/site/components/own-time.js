// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// <konvent-own-time datetime>: the same moment on the viewer's own clock, where that differs.

import { language, say } from "./words.js";

const zone = document.documentElement.dataset.zone;
const shape = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const own = new Intl.DateTimeFormat(language, shape);
const ownDay = new Intl.DateTimeFormat(language, { ...shape, weekday: "short" });
const theirDay = new Intl.DateTimeFormat(language, { ...shape, weekday: "short", timeZone: zone });

class OwnTime extends HTMLElement {
  connectedCallback() {
    const moment = new Date(this.getAttribute("datetime"));
    if (!zone || ownDay.format(moment) === theirDay.format(moment)) return;
    const sameDay = weekday(ownDay, moment) === weekday(theirDay, moment);
    this.textContent = say("ownTime", { time: (sameDay ? own : ownDay).format(moment) });
    this.hidden = false;
  }
}

function weekday(format, moment) {
  return format.formatToParts(moment).find((part) => part.type === "weekday").value;
}

customElements.define("konvent-own-time", OwnTime);
