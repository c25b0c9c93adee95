// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// <konvent-agenda index session-address calendar>: fills the page "My agenda" from what was chosen.

import { codes, tell } from "./agenda-store.js";
import { clock } from "./words.js";

class Agenda extends HTMLElement {
  async connectedCallback() {
    this.part("print").onclick = () => print();
    this.sessions = await this.load();
    if (!this.sessions) return;
    this.refresh = () => this.show();
    document.addEventListener("konvent:agenda", this.refresh);
    this.show();
    const hasTicket = await tell();
    this.part("where-here").hidden = hasTicket;
    this.part("where-ticket").hidden = !hasTicket;
  }

  disconnectedCallback() {
    document.removeEventListener("konvent:agenda", this.refresh);
  }

  part(name, place = this) {
    return place.querySelector(`[data-part="${name}"]`);
  }

  async load() {
    const answer = await fetch(this.getAttribute("index")).catch(() => undefined);
    if (answer?.ok) return answer.json();
    this.part("trouble").hidden = false;
    return undefined;
  }

  show() {
    const chosen = codes();
    const known = chosen
      .filter((code) => code in this.sessions)
      .map((code) => ({ code, ...this.sessions[code] }))
      .sort((a, b) => Date.parse(a.starts) - Date.parse(b.starts));
    this.part("empty").hidden = chosen.length > 0;
    this.part("actions").hidden = known.length === 0;
    this.part("calendar").href = `${this.getAttribute("calendar")}?s=${known.map((s) => s.code)}`;
    for (const day of this.querySelectorAll("[data-day]")) {
      const today = known.filter((session) => (session.day ?? "") === day.dataset.day);
      const rows = today.map((session) => this.entry(session, known));
      if (day.dataset.day === "") rows.push(...this.gone(chosen));
      day.querySelector("ol").replaceChildren(...rows);
      day.hidden = rows.length === 0;
    }
  }

  entry(session, all) {
    const row = this.part("entry").content.firstElementChild.cloneNode(true);
    row.classList.add(`colour-${session.colour}`);
    const link = this.part("title", row);
    link.textContent = session.title;
    link.href = this.getAttribute("session-address").replace("CODE", session.code);
    for (const name of ["starts", "ends"]) this.time(this.part(name, row), session[name]);
    row.querySelector("konvent-own-time")?.setAttribute("datetime", session.starts ?? "");
    this.late(this.part("late", row), session);
    this.part("room", row).textContent = session.room ?? "";
    this.part("people", row).textContent = session.people ?? "";
    this.part("cancelled", row).hidden = !session.cancelled;
    const clashes = all.filter((other) => overlap(session, other));
    this.part("clash", row).hidden = clashes.length === 0;
    this.part("clash-with", row).textContent = clashes.map((other) => other.title).join(", ");
    row.querySelector("konvent-bookmark").setAttribute("code", session.code);
    return row;
  }

  // Only a stage says what is late; whatever else there is keeps its published time.
  late(place, { live, cancelled, stage, code, starts }) {
    if (!live || cancelled) return place.remove();
    place.setAttribute("topic", `stage/${stage}/now`);
    place.setAttribute("code", code);
    place.setAttribute("starts", Date.parse(starts) / 1000);
  }

  time(place, written) {
    if (!written) return place.parentElement.remove();
    place.dateTime = written;
    place.textContent = clock(new Date(written));
  }

  gone(chosen) {
    return chosen
      .filter((code) => !(code in this.sessions))
      .map((code) => {
        const row = this.part("gone").content.firstElementChild.cloneNode(true);
        row.querySelector("konvent-bookmark").setAttribute("code", code);
        return row;
      });
  }
}

function overlap(one, other) {
  if (one.code === other.code || one.cancelled || other.cancelled) return false;
  const [start, end, from, until] = [one.starts, one.ends, other.starts, other.ends].map(Date.parse);
  return start < until && from < end;
}

customElements.define("konvent-agenda", Agenda);
