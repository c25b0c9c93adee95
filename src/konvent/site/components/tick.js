// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// One clock for everything on a page that changes with time.

const listeners = new Set();
const STEP = 15_000;
let timer;

// Call back now and every quarter of a minute, until the returned function is called.
export function eachTick(listener) {
  listeners.add(listener);
  timer ??= setInterval(tick, STEP);
  listener(Date.now());
  return () => listeners.delete(listener);
}

function tick() {
  if (document.visibilityState === "hidden") return;
  for (const listener of listeners) listener(Date.now());
}

// Whoever comes back to a page sees the present at once.
document.addEventListener("visibilitychange", tick);
