// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// Filters and search of a day: decides for every item at once whether it is shown.

import { folded } from "./folded.js";

const NAMES = ["stage", "track", "type", "language"];

export class Filters {
  constructor(programme, table, address) {
    this.programme = programme;
    this.table = table;
    this.address = address;
    this.form = programme.querySelector("form");
    this.items = [...table.querySelectorAll(".item")];
    this.part("go").hidden = true;
    this.restore();
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("input", () => this.read());
    this.part("clear").onclick = () => this.clear();
    this.search = this.form.elements.q;
    this.search.addEventListener("focus", () => this.load(), { once: true });
    this.apply();
  }

  changed() {}

  part(name) {
    return this.programme.querySelector(`[data-part="${name}"]`);
  }

  fields() {
    return ["q", ...NAMES].map((name) => this.form.elements[name]).filter(Boolean);
  }

  restore() {
    for (const field of this.fields()) field.value = this.address.get(field.name) ?? "";
    const more = this.form.querySelector("details");
    more.open = matchMedia("(min-width: 56em)").matches;
  }

  read() {
    for (const field of this.fields()) {
      if (field.value) this.address.set(field.name, field.value);
      else this.address.delete(field.name);
    }
    this.apply();
    this.changed();
  }

  clear() {
    for (const field of this.fields()) field.value = "";
    this.read();
    this.search.focus();
  }

  // Titles and people are on the page; abstracts and the other days come with the index.
  async load() {
    this.loading ??= fetch(this.programme.getAttribute("index"))
      .then((answer) => answer.json())
      .then((index) => {
        this.index = Object.entries(index).map(([code, session]) => ({
          ...session,
          code,
          type: session.kind,
          words: folded(
            [session.title, session.people, session.room, session.text].filter(Boolean).join(" "),
          ),
        }));
        this.wordsOf = new Map(this.index.map(({ code, words }) => [code, words]));
      })
      .catch(() => (this.loading = undefined));
    await this.loading;
    this.apply();
  }

  apply() {
    const wanted = NAMES.map((name) => [name, this.address.get(name)]).filter(([, value]) => value);
    const needles = folded(this.address.get("q") ?? "")
      .split(/\s+/)
      .filter(Boolean);
    const isAsked = wanted.length > 0 || needles.length > 0;
    if (isAsked && !this.index) this.load();

    let found = 0;
    for (const item of this.items) {
      const fits =
        wanted.every(([name, value]) => item.dataset[name] === value) &&
        this.contains(item, needles);
      item.hidden = !fits;
      if (fits) found += 1;
    }
    for (const moment of this.table.querySelectorAll(".moment")) {
      moment.hidden = !moment.querySelector(".item:not([hidden])");
    }
    if (isAsked) this.programme.clock.setFolded(false);
    this.showStages();
    this.showOutcome(isAsked, found, wanted, needles);
  }

  contains(item, needles) {
    if (needles.length === 0) return true;
    const words = this.wordsOf?.get(item.dataset.code) ?? (item.words ??= folded(item.textContent));
    return needles.every((needle) => words.includes(needle));
  }

  // In the grid, stages that have nothing to show take no room.
  showStages() {
    const heads = [...this.table.querySelectorAll(".stage-head")];
    const used = new Set(this.items.filter((item) => !item.hidden).map((item) => columnOf(item)));
    const widths = heads.flatMap((head) => {
      const columns = Array.from({ length: widthOf(head) }, (_, n) => columnOf(head) + n);
      head.hidden = used.size > 0 && !columns.some((column) => used.has(column));
      return columns.map(() => (head.hidden ? "0" : "var(--stage)"));
    });
    const areAll = heads.every((head) => !head.hidden);
    this.table.style.gridTemplateColumns = areAll ? "" : `var(--hour) ${widths.join(" ")}`;
  }

  showOutcome(isAsked, found, wanted, needles) {
    this.part("outcome").hidden = !isAsked;
    const active = this.part("active");
    active.hidden = wanted.length === 0;
    active.textContent = wanted.length;
    const sentence = this.part("found");
    sentence.textContent = isAsked
      ? (found ? sentence.dataset.some : sentence.dataset.none).replace("{found}", found)
      : "";
    for (const row of this.part("elsewhere").querySelectorAll("[data-day]")) {
      const count = isAsked ? this.countOn(row.dataset.day, wanted, needles) : 0;
      row.hidden = count === 0;
      row.querySelector('[data-part="count"]').textContent = count;
    }
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
