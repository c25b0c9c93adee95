// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// Where somebody stopped watching a recording. It is kept in this browser and goes nowhere else.

const NAME = "konvent-watched";
const MOST = 200;
const HARDLY_BEGUN = 15;
const NEARLY_OVER = 15;

export function stoppedAt(key) {
  return read()[key] ?? 0;
}

export function remember(key, second, length) {
  const { [key]: _, ...others } = read();
  const isWorthIt = second > HARDLY_BEGUN && second < length - NEARLY_OVER;
  write(isWorthIt ? { ...others, [key]: Math.floor(second) } : others);
}

function read() {
  try {
    return JSON.parse(localStorage.getItem(NAME)) ?? {};
  } catch {
    return {};
  }
}

function write(watched) {
  try {
    localStorage.setItem(NAME, JSON.stringify(Object.fromEntries(Object.entries(watched).slice(-MOST))));
  } catch {
    // A browser that keeps nothing begins at the start.
  }
}
