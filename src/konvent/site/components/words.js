// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// The words a page brings for its components, in the page's language, and its way of writing times.

const words = document.getElementById("words")?.dataset ?? {};
const page = document.documentElement;
const zone = page.dataset.zone || undefined;

export const convention = page.dataset.convention;
export const language = page.lang;

// say("ownTime", { time: "10:30" }) fills "{time} your time".
export function say(name, values = {}) {
  return (words[name] ?? "").replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
}

// Tell people who listen to the page instead of looking at it.
export function announce(sentence) {
  const said = document.getElementById("said");
  if (said) said.textContent = sentence;
}

const time = new Intl.DateTimeFormat(language, {
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
  timeZone: zone,
});
const dayAndTime = new Intl.DateTimeFormat(language, {
  weekday: "short",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
  timeZone: zone,
});
const date = new Intl.DateTimeFormat("sv", { dateStyle: "short", timeZone: zone });

// Moments on the convention's clock.
export const clock = (moment) => time.format(moment);
export const clockAndDay = (moment) =>
  date.format(moment) === date.format(new Date()) ? time.format(moment) : dayAndTime.format(moment);

// A text by language: the page's own, else the nearest there is, as the server chooses it.
export function best(text) {
  const code = [language, "de", "en", ...Object.keys(text)].find((candidate) => text[candidate]);
  return { code: code ?? language, text: text[code] ?? "" };
}
