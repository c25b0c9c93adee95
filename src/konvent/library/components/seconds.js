// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// Moments of a recording in addresses (#t=1h2m3s, #t=90, ?t=90) and as a player writes them.

const NAMED = /^(?:(\d{1,3})h)?(?:(\d{1,4})m)?(?:(\d{1,6})s)?$/;
const PLAIN = /^\d{1,6}(?:\.\d+)?$/;

export function secondsIn(text) {
  if (PLAIN.test(text)) return Number(text);
  const match = text && NAMED.exec(text);
  if (!match) return null;
  const [hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  return hours * 3600 + minutes * 60 + seconds;
}

export function secondsAsked({ hash, search }) {
  const asked = new URLSearchParams(hash.slice(1)).get("t") ?? new URLSearchParams(search).get("t");
  return asked ? secondsIn(asked) : null;
}

export function named(seconds) {
  const [hours, minutes, rest] = parts(seconds);
  return `${hours ? `${hours}h` : ""}${hours || minutes ? `${minutes}m` : ""}${rest}s`;
}

export function clock(seconds) {
  const [hours, minutes, rest] = parts(seconds);
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

function parts(seconds) {
  const whole = Math.floor(seconds);
  return [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
}
