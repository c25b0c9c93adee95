// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// <konvent-captions>: a WebVTT text as a list of lines with their times, beside the player. What is
// saved is the text, which the list writes back before it is sent.

const ARROW = /^\s*(\S+)\s+-->\s+(\S+)\s*(.*)$/;
const SHORTEST = 0.5;
const NEW_LINE = 3;

class Captions extends HTMLElement {
  connectedCallback() {
    this.text = this.querySelector("textarea[name=content]");
    this.list = this.part("lines");
    this.pattern = this.part("line").content.firstElementChild;
    this.video = document.querySelector("konvent-recording video");
    this.part("source").hidden = true;
    for (const name of ["tools", "hint", "lines"]) this.part(name).hidden = false;
    for (const cue of cuesIn(this.text.value)) this.list.append(this.row(cue));
    if (this.rows.length === 0) this.list.append(this.row({ starts: clock(0), ends: clock(NEW_LINE), words: "" }));
    this.current = this.rows[0];
    this.renumber();
    this.listen();
  }

  part(name, within = this) {
    return within.querySelector(`[data-part="${name}"]`);
  }

  get rows() {
    return [...this.list.children];
  }

  listen() {
    this.list.addEventListener("focusin", ({ target }) => this.choose(target.closest("li")));
    this.list.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !event.ctrlKey) return;
      event.preventDefault();
      this.play();
    });
    this.list.addEventListener("change", ({ target }) => this.check(target));
    this.part("tools").addEventListener("click", ({ target }) => this.do(target.dataset.do));
    this.closest("form").addEventListener("submit", () => (this.text.value = this.written()));
  }

  row({ starts, ends, words, settings = "" }) {
    const row = this.pattern.cloneNode(true);
    row.dataset.settings = settings;
    this.part("starts", row).value = starts;
    this.part("ends", row).value = ends;
    this.part("words", row).value = words;
    return row;
  }

  choose(row) {
    this.current?.removeAttribute("data-current");
    this.current = row;
    row.setAttribute("data-current", "");
  }

  renumber() {
    this.rows.forEach((row, place) => {
      row.querySelector(".writing__number").textContent = place + 1;
      for (const field of row.querySelectorAll("[aria-label]")) {
        field.dataset.name ??= field.getAttribute("aria-label");
        field.setAttribute("aria-label", field.dataset.name.replace("{number}", place + 1));
      }
    });
  }

  check(field) {
    if (!field.matches(".writing__time")) return;
    const seconds = secondsIn(field.value);
    if (seconds === null) field.setAttribute("aria-invalid", "true");
    else {
      field.removeAttribute("aria-invalid");
      field.value = clock(seconds);
    }
  }

  do(name) {
    if (!name) return;
    const outcome = this[name]?.();
    const said = this.part("said");
    const sentence = said.dataset[name];
    if (outcome !== null && sentence) said.textContent = sentence.replace("{time}", outcome ?? "");
    if (outcome !== null && name !== "play") this.list.dispatchEvent(new Event("input", { bubbles: true }));
    if (name !== "play") this.part("words", this.current).focus();
  }

  starts() {
    return this.setNow("starts");
  }

  ends() {
    return this.setNow("ends");
  }

  setNow(name) {
    const field = this.part(name, this.current);
    field.value = clock(this.video?.currentTime ?? 0);
    field.removeAttribute("aria-invalid");
    return field.value;
  }

  times(row = this.current) {
    return ["starts", "ends"].map((name) => secondsIn(this.part(name, row).value) ?? 0);
  }

  play() {
    if (!this.video) return null;
    const [starts, ends] = this.times();
    clearInterval(this.watching);
    this.video.currentTime = starts;
    this.video.play().catch(() => {});
    this.watching = setInterval(() => {
      if (this.video.currentTime < ends) return;
      clearInterval(this.watching);
      this.video.pause();
    }, 50);
    return null;
  }

  split() {
    const words = this.part("words", this.current);
    const [starts, ends] = this.times();
    const { selectionStart: cursor, value } = words;
    const at = cursor > 0 && cursor < value.length ? cursor : Math.floor(value.length / 2);
    const share = value ? at / value.length : 0.5;
    const middle = starts + Math.max(0, ends - starts) * share;
    const after = this.row({
      starts: clock(middle),
      ends: clock(ends),
      words: value.slice(at).trim(),
      settings: this.current.dataset.settings,
    });
    words.value = value.slice(0, at).trim();
    this.part("ends", this.current).value = clock(middle);
    this.current.after(after);
    this.goTo(after);
  }

  merge() {
    const next = this.current.nextElementSibling;
    if (!next) return null;
    const words = this.part("words", this.current);
    words.value = [words.value, this.part("words", next).value].filter(Boolean).join("\n");
    this.part("ends", this.current).value = this.part("ends", next).value;
    next.remove();
    this.renumber();
  }

  add() {
    const [, ends] = this.times();
    const next = this.current.nextElementSibling;
    const limit = next ? this.times(next)[0] : ends + NEW_LINE;
    const until = Math.max(ends + SHORTEST, Math.min(ends + NEW_LINE, limit));
    const row = this.row({ starts: clock(ends), ends: clock(until), words: "" });
    this.current.after(row);
    this.goTo(row);
  }

  remove() {
    if (this.rows.length === 1) {
      this.part("words", this.current).value = "";
      return;
    }
    const { current } = this;
    this.goTo(current.nextElementSibling ?? current.previousElementSibling);
    current.remove();
    this.renumber();
  }

  goTo(row) {
    this.renumber();
    this.choose(row);
  }

  written() {
    const cues = this.rows.map((row) => {
      const [starts, ends, words] = ["starts", "ends", "words"].map((name) => this.part(name, row).value);
      const lines = words.split("\n").map((line) => line.trim()).filter(Boolean);
      const timing = `${starts} --> ${ends} ${row.dataset.settings}`.trimEnd();
      return `${timing}\n${lines.join("\n")}\n`;
    });
    return `WEBVTT\n\n${cues.join("\n")}`;
  }
}

customElements.define("konvent-captions", Captions);

// What cannot be read stays as it was typed, to be put right.
function cuesIn(text) {
  const blocks = text.replaceAll("\r", "").split(/\n[ \t]*\n+/);
  return blocks.flatMap((block) => {
    const lines = block.split("\n").filter((line) => line.trim());
    const at = lines.findIndex((line) => ARROW.test(line));
    if (at < 0) return [];
    const [, starts, ends, settings] = ARROW.exec(lines[at]);
    return [{ starts, ends, settings, words: lines.slice(at + 1).join("\n") }];
  });
}

function secondsIn(text) {
  const parts = text.trim().replace(",", ".").split(":").map(Number);
  if (parts.length > 3 || parts.some((part) => Number.isNaN(part) || part < 0)) return null;
  return parts.reduce((sum, part) => sum * 60 + part, 0);
}

function clock(seconds) {
  const thousandths = Math.round(seconds * 1000);
  const two = (number) => String(number).padStart(2, "0");
  const minutes = Math.floor(thousandths / 60_000);
  const rest = ((thousandths % 60_000) / 1000).toFixed(3).padStart(6, "0");
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:${rest}`;
}
