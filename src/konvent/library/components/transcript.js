// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// <konvent-transcript>: what is said, line by line. It follows the player, can be searched, and
// shows one language at a time. Its lines are links that the player follows.

const CALM = matchMedia("(prefers-reduced-motion: reduce)");

class Transcript extends HTMLElement {
  connectedCallback() {
    this.video = this.closest("konvent-recording").querySelector("video");
    this.box = this.part("box");
    this.part("tools").hidden = false;
    this.language = this.part("language");
    this.language?.addEventListener("change", () => this.showLanguage());
    this.part("search").addEventListener("input", () => this.search());
    this.part("follow").addEventListener("change", () => this.keepInSight());
    this.onTime = () => this.mark();
    for (const event of ["timeupdate", "seeked"]) this.video.addEventListener(event, this.onTime);
    this.showLanguage();
  }

  disconnectedCallback() {
    for (const event of ["timeupdate", "seeked"]) this.video.removeEventListener(event, this.onTime);
  }

  part(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }

  showLanguage() {
    const parts = [...this.querySelectorAll("[data-language]")];
    const wanted = this.language?.value ?? parts[0].dataset.language;
    for (const part of parts) part.hidden = part.dataset.language !== wanted;
    this.lines = [...parts.find((part) => !part.hidden).querySelectorAll("li")].map((row) => ({
      row,
      words: row.querySelector("span"),
      link: row.querySelector("a"),
      starts: Number(row.dataset.starts),
    }));
    for (const heading of this.querySelectorAll(".transcript__language")) heading.hidden = true;
    this.search();
    this.current = undefined;
    this.mark();
  }

  mark() {
    const second = this.video.currentTime;
    const current = second > 0 ? this.lines.findLast(({ starts }) => starts <= second + 0.05) : undefined;
    if (current === this.current) return;
    this.current?.link.removeAttribute("aria-current");
    current?.link.setAttribute("aria-current", "true");
    this.current = current;
    this.keepInSight();
  }

  // Only the box is moved, never the page, and not while somebody searches or reads by keyboard.
  keepInSight() {
    const row = this.current?.row;
    const isBusy = this.needle || this.box.querySelector("a:focus-visible");
    if (!row || !this.part("follow").checked || isBusy) return;
    const top = row.offsetTop - this.box.offsetTop - this.box.clientHeight / 3;
    this.box.scrollTo({ top, behavior: CALM.matches ? "instant" : "smooth" });
  }

  search() {
    this.needle = this.part("search").value.trim();
    const pattern = this.needle && new RegExp(escaped(this.needle), "giu");
    let found = 0;
    for (const { row, words } of this.lines) {
      const text = words.textContent;
      const places = pattern ? [...text.matchAll(pattern)] : [];
      found += places.length;
      row.hidden = Boolean(pattern) && places.length === 0;
      words.replaceChildren(...marked(text, places));
    }
    this.tell(found);
    if (!this.needle) this.keepInSight();
  }

  tell(found) {
    const status = this.part("found");
    const { none, one, many } = status.dataset;
    const sentence = found === 0 ? none : found === 1 ? one : many;
    status.textContent = this.needle ? sentence.replace("{found}", found) : "";
  }
}

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");

function marked(text, places) {
  const parts = [];
  let end = 0;
  for (const { index, 0: words } of places) {
    const mark = document.createElement("mark");
    mark.textContent = words;
    parts.push(text.slice(end, index), mark);
    end = index + words.length;
  }
  return [...parts, text.slice(end)];
}

customElements.define("konvent-transcript", Transcript);
