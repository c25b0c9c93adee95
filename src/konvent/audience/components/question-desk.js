// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// <konvent-question-desk topic line>: the moderator's desk without reloads. What anybody does is seen at once.
//
// The topic says which versions of which questions there are; when they differ from what lies here, the
// page is fetched and what is other takes its place. Whoever is writing is left alone.

import { watch } from "../../foundation/components/live.js";
import { write } from "./phrases.js";
import { swipe } from "./swipe.js";

const CALM = 400; // milliseconds between two looks at the page

class Desk extends HTMLElement {
  pending = new Set();
  queue = Promise.resolve();

  connectedCallback() {
    this.addEventListener("submit", (event) => this.submit(event));
    this.stops = ["topic", "line"]
      .filter((name) => this.hasAttribute(name))
      .map((name) => watch(this.getAttribute(name), (state) => this.compare(name, state)));
    if (this.part("cards")) swipe(this.part("cards"));
  }

  disconnectedCallback() {
    for (const stop of this.stops) stop();
    clearTimeout(this.timer);
  }

  part(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }

  get cards() {
    return [...this.querySelectorAll("[data-number]")];
  }

  compare(name, state) {
    if (name === "line") {
      const newest = Object.keys(state.messages).sort().at(-1) ?? "";
      const shown = this.querySelector('[data-live="line"]').dataset.state;
      if (Number(newest) !== Number(shown)) this.look();
      return;
    }
    for (const card of this.cards) {
      const supports = state.questions[card.dataset.number]?.supports;
      if (supports !== undefined) write(card.querySelector('[data-part="supports"]'), String(supports));
    }
    const mark = `${state.acts} ${state.hands} ${Object.keys(state.questions).length}`;
    if (this.mark !== undefined && this.mark !== mark) this.look();
    this.mark = mark;
  }

  look() {
    this.timer ??= setTimeout(async () => {
      this.timer = undefined;
      const answer = await fetch(location.href).catch(() => undefined);
      if (answer?.ok && !answer.redirected) this.take(await answer.text());
    }, CALM);
  }

  // One after the other; the same button pressed twice is pressed once.
  submit(event) {
    const form = event.target;
    event.preventDefault();
    if (this.pending.has(form)) return;
    const body = new FormData(form, event.submitter);
    this.pending.add(form);
    this.queue = this.queue.then(() => this.send(form, body));
  }

  async send(form, body) {
    try {
      const answer = await fetch(form.action, { method: "POST", body });
      if (answer.ok) this.follow(form, await answer.text());
      else location.reload();
    } catch {
      this.isOffline();
    } finally {
      this.pending.delete(form);
    }
  }

  // Nothing was done; what was typed is still there.
  isOffline() {
    for (const notice of this.querySelectorAll("[data-offline]")) notice.hidden = false;
  }

  // After an act the next question is under the thumb.
  follow(form, text) {
    const card = form.closest("[data-number]");
    const place = card ? this.cards.indexOf(card) : -1;
    for (const input of form.querySelectorAll("input:not([type=hidden]), textarea")) {
      if (input.type !== "checkbox" && input.type !== "radio") input.value = input.defaultValue;
    }
    document.activeElement?.blur();
    const details = form.closest("details");
    if (details) details.open = false;
    this.take(text);
    if (card && !card.isConnected) (this.cards[place] ?? this.cards.at(-1) ?? this.part("cards"))?.focus();
  }

  take(text) {
    const page = new DOMParser().parseFromString(text, "text/html");
    const fresh = page.querySelector(this.localName);
    if (!fresh) return location.reload();
    this.tell(page);
    for (const part of fresh.querySelectorAll("[data-live]")) {
      const place = this.querySelector(`[data-live="${part.dataset.live}"]`);
      if (place.dataset.state !== part.dataset.state) place.replaceWith(part);
    }
    if (this.part("cards")) this.takeCards(fresh);
  }

  tell(page) {
    const said = [...page.querySelectorAll(".desk__messages .said")].map((one) => one.textContent.trim());
    write(this.part("said"), said.join(" "));
  }

  takeCards(fresh) {
    const list = this.part("cards");
    list.ariaLabel = fresh.querySelector('[data-part="cards"]').ariaLabel;
    const known = new Map(this.cards.map((card) => [card.dataset.number, card]));
    const cards = [...fresh.querySelectorAll("[data-number]")].map((card) => {
      const old = known.get(card.dataset.number);
      known.delete(card.dataset.number);
      if (!old) return card;
      if (old.dataset.version === card.dataset.version) return this.keep(old, card);
      return isWriting(old) ? stale(old) : card;
    });
    const written = [...known.values()].filter(isWriting).map(stale);
    const now = [...written, ...cards];
    const isOther = now.length !== list.children.length || now.some((card, at) => card !== list.children[at]);
    if (isOther) place(list, now);
  }

  // The card stays, with what is on stage now.
  keep(card, fresh) {
    const onStage = fresh.querySelector('[name="on_stage"]').value;
    for (const input of card.querySelectorAll('[name="on_stage"]')) input.value = onStage;
    return card;
  }
}

// Somebody is writing in it, or has opened something there.
function isWriting(card) {
  const isTyped = [...card.querySelectorAll("textarea, input:not([type])")].some(
    (input) => input.value !== input.defaultValue,
  );
  return isTyped && card.querySelector("details[open]") !== null;
}

function stale(card) {
  card.querySelector('[data-part="stale"]').hidden = false;
  return card;
}

// Put the cards in this order without moving the one that has the focus.
function place(list, cards) {
  const kept = new Set(cards);
  for (const card of [...list.children]) if (!kept.has(card)) card.remove();
  let before = null;
  for (const card of cards.toReversed?.() ?? [...cards].reverse()) {
    if (card.nextElementSibling !== before || card.parentElement !== list) list.insertBefore(card, before);
    before = card;
  }
}

customElements.define("konvent-question-desk", Desk);
