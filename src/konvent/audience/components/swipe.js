// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// A finger that draws a card to the right does what is usual with it; to the left, it may be declined.
// The same is always there as a button.

const FAR = 88; // pixels after which it is meant

export function swipe(list) {
  let card, from;
  const end = (event) => {
    if (!card) return;
    const way = event.type === "pointerup" ? event.clientX - from.x : 0;
    card.style.translate = "";
    if (Math.abs(way) >= FAR) card.querySelector(`[data-swipe="${way > 0 ? "right" : "left"}"]`)?.click();
    card = undefined;
  };
  list.addEventListener("pointerdown", (event) => {
    const isMeant = event.pointerType === "touch" && !event.target.closest("button, input, select, textarea, summary");
    card = isMeant ? event.target.closest("[data-number]") : undefined;
    from = { x: event.clientX, y: event.clientY };
  });
  list.addEventListener("pointermove", (event) => {
    if (!card) return;
    const way = event.clientX - from.x;
    if (Math.abs(event.clientY - from.y) > Math.abs(way)) return;
    card.style.translate = `${Math.max(-120, Math.min(120, way))}px`;
  });
  list.addEventListener("pointerup", end);
  list.addEventListener("pointercancel", end);
}
