// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// The words a page brings for one component, in the page's language, and its way of writing times.

const page = document.documentElement;
const time = new Intl.DateTimeFormat(page.lang, {
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
  timeZone: page.dataset.zone || undefined,
});
const whole = new Intl.NumberFormat(page.lang);

/** Reads the words of an element's part "words": `say("newMany", { count: 3 })`. */
export function phrases(element) {
  const words = element.querySelector('[data-part="words"]').dataset;
  return (name, values = {}) =>
    (words[name] ?? "").replace(/\{(\w+)\}/g, (_, key) => written(values[key] ?? ""));
}

const written = (value) => (typeof value === "number" ? whole.format(value) : value);

/** A moment on the convention's clock. */
export const clock = (moment) => time.format(new Date(moment));

/** Write into a part only what is different, so that nobody is told twice. */
export function write(part, text) {
  if (part && part.textContent !== text) part.textContent = text;
}

/** Return a text in the page's language, or the nearest there is. */
export const inPageLanguage = (texts) =>
  texts[page.lang] ?? texts.de ?? texts.en ?? Object.values(texts)[0] ?? "";
