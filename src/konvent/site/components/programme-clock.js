// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// Time on the page of a day: what is over is folded away, what is on is marked, and a line says now.

import { eachTick } from "./tick.js";
import { clock } from "./words.js";

const ROW = 300;
const HEAD_ROWS = 2;

export class DayClock {
  constructor(programme, table) {
    this.programme = programme;
    this.table = table;
    this.moments = [...table.querySelectorAll(".moment")];
    this.items = [...table.querySelectorAll(".item")];
    this.begins = Number(table.dataset.begins);
    this.ends = Math.max(0, ...this.items.map((item) => Number(item.dataset.ends)));
  }

  start() {
    this.table.addEventListener("konvent:expected", () => this.showSoon());
    this.stopTicking = eachTick((now) => this.show(now / 1000));
    if (location.hash === "#now") this.line?.scrollIntoView();
  }

  stop() {
    this.stopTicking();
  }

  // A stage moves as a whole: all its sessions say so in the same instant.
  showSoon() {
    this.soon ??= requestAnimationFrame(() => {
      this.soon = undefined;
      this.show(Date.now() / 1000);
    });
  }

  part(name) {
    return this.programme.querySelector(`[data-part="${name}"]`);
  }

  show(now) {
    this.now = now;
    const isToday = this.items.length > 0 && this.begins <= now && now < this.ends;
    for (const item of this.items) {
      const starts = Number(
        item.dataset.expectedStarts ?? item.closest(".moment").dataset.starts,
      );
      const ends = endOf(item);
      item.classList.toggle("is-past", isToday && ends <= now);
      item.classList.toggle("is-now", starts <= now && now < ends);
    }
    this.drawLine(isToday, now);
    this.fold(now);
    if (!isToday) this.part("jump").hidden = true;
    this.place();
  }

  drawLine(isToday, now) {
    if (!isToday) {
      this.line?.remove();
      this.line = undefined;
      return;
    }
    const isNew = !this.line;
    this.line ??= this.part("now-line").content.firstElementChild.cloneNode(true);
    this.line.querySelector("time").textContent = clock(new Date(now * 1000));
    const coming = this.moments.find((moment) => Number(moment.dataset.starts) > now);
    if (coming) coming.before(this.line);
    else this.table.append(this.line);
    if (isNew) this.watchLine();
  }

  // The list folds moments in which everything is over; the grid keeps its shape.
  fold(now) {
    const isOver = (moment) =>
      [...moment.querySelectorAll(".item")].every((item) => endOf(item) <= now);
    for (const moment of this.moments) moment.classList.toggle("is-over", isOver(moment));
    const over = this.moments.filter((moment) => moment.classList.contains("is-over"));
    const folds = over.length > 0 && over.length < this.moments.length;
    if (!folds) return this.past?.remove();
    if (!this.past) this.prepareFold();
    over[0].before(this.past);
    const button = this.past.querySelector("button");
    const count = over.reduce((sum, moment) => sum + moment.querySelectorAll(".item").length, 0);
    const { one, many } = button.dataset;
    button.textContent = count === 1 ? one : many.replace("{count}", count);
  }

  prepareFold() {
    this.past = this.part("past").content.firstElementChild.cloneNode(true);
    this.past.querySelector("button").onclick = () => this.setFolded(!this.isFolded);
    this.setFolded(this.isFolded ?? true);
  }

  setFolded(isFolded) {
    this.isFolded = isFolded;
    this.table.classList.toggle("is-folded", isFolded);
    this.past?.querySelector("button").setAttribute("aria-expanded", !isFolded);
  }

  // In the grid the line stands in a row; in the list, between what began and what comes.
  place() {
    if (!this.line) return;
    const isGrid = this.table.dataset.view === "grid";
    const row = Math.floor((this.now - this.begins) / ROW) + HEAD_ROWS;
    this.line.style.gridRowStart = isGrid ? row : "";
  }

  // Whoever sees the line, or is within a screen of it, needs no way to it.
  watchLine() {
    this.watching?.disconnect();
    this.watching = new IntersectionObserver(
      ([{ isIntersecting }]) => {
        this.part("jump").hidden = isIntersecting;
      },
      { rootMargin: "100% 0px" },
    );
    this.watching.observe(this.line);
  }
}

function endOf(item) {
  return Number(item.dataset.expectedEnds ?? item.dataset.ends);
}
