// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// <konvent-now topic stage session-address>: what is on a stage, kept up to date without a reload.

import { watch } from "../../foundation/components/live.js";
import { eachTick } from "./tick.js";
import { announce, best, clock, clockAndDay, say } from "./words.js";

class Now extends HTMLElement {
  connectedCallback() {
    this.times = { starts: 0, ends: this.moment("ends") };
    this.stop = eachTick((now) => this.progress(now));
    this.unwatch = watch(this.getAttribute("topic"), (state) => this.show(state));
  }

  disconnectedCallback() {
    this.stop();
    this.unwatch();
  }

  part(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }

  moment(name) {
    return Date.parse(this.part(name).getAttribute("datetime")) || 0;
  }

  show({ session, next }) {
    const before = this.code;
    this.code = session?.code ?? "";
    for (const part of this.querySelectorAll("[data-when]")) {
      const shown = {
        now: session,
        ends: session?.ends,
        fictional: session?.is_fictional,
        nothing: !session,
        next,
      };
      part.hidden = !shown[part.dataset.when];
    }
    if (session) this.showSession(session);
    if (next) {
      this.link("next-title", next);
      this.time("next-starts", next.starts, clockAndDay);
      this.showLate(next);
    }
    if (before !== undefined && before !== this.code) this.tell(session);
  }

  showSession(session) {
    this.link("title", session);
    if (session.ends) this.time("ends", session.ends, clock);
    const people = Object.entries(session.speakers ?? {}).sort(([a], [b]) => a.localeCompare(b));
    this.part("people").textContent = people.map(([, person]) => person.name).join(", ");
    this.times = { starts: Date.parse(session.starts), ends: Date.parse(session.ends) || 0 };
    this.progress(Date.now());
  }

  // What was said of the same session before is not repeated.
  showLate({ code, title, starts, late = 0 }) {
    const part = this.part("next-late");
    part.hidden = !late;
    part.textContent = late ? say(late === 1 ? "laterOnlyOne" : "laterOnly", { minutes: late }) : "";
    const isNews = this.next?.code === code && this.next.late !== late;
    this.next = { code, late };
    if (!isNews) return;
    const stage = this.getAttribute("stage");
    announce(say("lateNow", { stage, title: best(title).text, time: clock(new Date(starts)) }));
  }

  link(name, session) {
    const { code, text } = best(session.title);
    const link = this.part(name);
    link.textContent = text;
    link.lang = code;
    link.href = this.getAttribute("session-address").replace("CODE", session.code);
  }

  time(name, written, format) {
    const place = this.part(name);
    place.dateTime = written;
    place.textContent = format(new Date(written));
  }

  progress(now) {
    const { starts, ends } = this.times;
    const bar = this.part("progress");
    bar.hidden = !starts || !ends || now < starts || now > ends;
    if (!bar.hidden) bar.value = (now - starts) / (ends - starts);
  }

  tell(session) {
    const stage = this.getAttribute("stage");
    const title = session ? best(session.title).text : "";
    announce(say(session ? "onNow" : "emptyNow", { stage, title }));
  }
}

customElements.define("konvent-now", Now);
