// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// Filters and search of a day of the programme, and what they find on the other days.

import { Filters } from "./filters.js";

export class ProgrammeFilters extends Filters {
  static names = ["stage", "track", "type", "language"];

  showOutcome(isAsked, found, wanted, needles) {
    for (const moment of this.list.querySelectorAll(".moment")) {
      moment.hidden = !moment.querySelector(".item:not([hidden])");
    }
    if (isAsked) this.page.clock.setFolded(false);
    this.showStages();
    super.showOutcome(isAsked, found, wanted, needles);
    for (const row of this.part("elsewhere").querySelectorAll("[data-day]")) {
      const count = isAsked ? this.countOn(row.dataset.day, wanted, needles) : 0;
      row.hidden = count === 0;
      row.querySelector('[data-part="count"]').textContent = count;
    }
  }

  // In the grid, stages that have nothing to show take no room.
  showStages() {
    const heads = [...this.list.querySelectorAll(".stage-head")];
    const used = new Set(this.items.filter((item) => !item.hidden).map((item) => columnOf(item)));
    const widths = heads.flatMap((head) => {
      const columns = Array.from({ length: widthOf(head) }, (_, n) => columnOf(head) + n);
      head.hidden = used.size > 0 && !columns.some((column) => used.has(column));
      return columns.map(() => (head.hidden ? "0" : "var(--stage)"));
    });
    const areAll = heads.every((head) => !head.hidden);
    this.list.style.gridTemplateColumns = areAll ? "" : `var(--hour) ${widths.join(" ")}`;
  }

  countOn(day, wanted, needles) {
    return (this.index ?? []).filter(
      (session) =>
        session.day === day &&
        wanted.every(([name, value]) => session[name] === value) &&
        needles.every((needle) => session.words.includes(needle)),
    ).length;
  }
}

// Where something stands is said by its classes, as the convention's grid.css has them.
const columnOf = (element) => Number(element.className.match(/\bc(\d+)/)[1]);
const widthOf = (head) => Number(head.className.match(/\bw(\d+)/)[1]);
