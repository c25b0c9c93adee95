// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// <konvent-desk topics="…">: keeps the parts of a producer's desk that are marked `data-fresh` true.
//
// When a topic changes, the page is fetched again and its parts are exchanged; whoever is at a button
// with the keyboard stays there. Buttons do their deed without leaving the page.

import { watch } from "../../foundation/components/live.js";
import { Keys } from "./desk-keys.js";

const PAUSE = 100; // milliseconds: several topics change with one deed
const AGAIN = 30_000; // the log, the disk and the minutes of others move without a topic
const STILLS = 3000;

class Desk extends HTMLElement {
  connectedCallback() {
    const topics = this.getAttribute("topics").trim().split(/\s+/);
    const known = new Map();
    this.unwatch = topics.map((topic) =>
      watch(topic, (state) => {
        const written = JSON.stringify(state);
        if (known.has(topic) && known.get(topic) !== written) this.later();
        known.set(topic, written);
      }),
    );
    this.again = setInterval(() => document.hidden || this.later(), AGAIN);
    this.stills = setInterval(() => document.hidden || this.renewStills(), STILLS);
    this.addEventListener("submit", (event) => this.submit(event));
    this.addEventListener("click", (event) => this.click(event));
    this.addEventListener("pointerdown", () => (this.isPressed = true));
    for (const name of ["pointerup", "pointercancel"]) addEventListener(name, this.letGo);
    this.keys = new Keys(this);
  }

  disconnectedCallback() {
    for (const stop of this.unwatch) stop();
    clearInterval(this.again);
    clearInterval(this.stills);
    clearTimeout(this.timer);
    for (const name of ["pointerup", "pointercancel"]) removeEventListener(name, this.letGo);
    this.keys.stop();
  }

  // The click that a press ends in comes after this.
  letGo = () => setTimeout(() => (this.isPressed = false));

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.refresh(), PAUSE);
  }

  // What somebody just asked for comes first, and brings the news with it. While a button is held
  // down it stays where it is: a press that begins on it has to end on it.
  refresh() {
    if (this.isAsked || this.isPressed) this.later();
    else this.fetch(location.href);
  }

  submit(event) {
    const { target: form, submitter } = event;
    event.preventDefault();
    const data = new FormData(form, submitter);
    if (form.method === "get") {
      return this.go(`${form.action}?${new URLSearchParams(data)}`);
    }
    this.post(form, data, submitter);
  }

  click(event) {
    const link = event.target.closest("a[data-swap]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.go(link.href);
  }

  async ask(address, options) {
    this.isAsked = true;
    const isShown = await this.fetch(address, options);
    this.isAsked = false;
    return isShown;
  }

  async go(address) {
    if (!(await this.ask(address))) return;
    const next = this.querySelector("[data-confirm]") ?? this.querySelector("[data-look]");
    next?.focus();
  }

  async post(form, body, submitter) {
    submitter?.setAttribute("aria-busy", "true");
    const isShown = await this.ask(form.action, { method: "POST", body });
    submitter?.removeAttribute("aria-busy");
    if (isShown) return;
    if (this.isAnswered) this.hasFailed(true);
    else this.isOffline(true);
  }

  // A page that was asked for later is newer: the answer of an earlier one is dropped.
  async fetch(address, options = {}) {
    const number = (this.asked = (this.asked ?? 0) + 1);
    const answer = await fetch(address, options).catch(() => undefined);
    this.isAnswered = answer !== undefined;
    const text = answer?.ok ? await answer.text() : "";
    if (!text || number !== this.asked || !this.isConnected) return Boolean(text);
    const fresh = new DOMParser().parseFromString(text, "text/html").querySelector(this.localName);
    if (!fresh) return void location.reload();
    const isDeed = options.method === "POST";
    if (this.isPressed && !isDeed) return void this.later();
    if (isDeed || address !== location.href) history.replaceState(history.state, "", answer.url);
    this.take(fresh, isDeed);
    return true;
  }

  take(fresh, isDeed) {
    for (const part of fresh.querySelectorAll("[data-fresh]")) {
      const name = part.dataset.fresh;
      if (name === "said" && !isDeed) continue;
      const old = this.querySelector(`[data-fresh="${name}"]`);
      if (old && old.innerHTML.trim() !== part.innerHTML.trim()) this.replace(old, part);
    }
    this.isOffline(false);
    if (isDeed) this.hasFailed(false);
  }

  replace(part, fresh) {
    const focused = part.contains(document.activeElement) && signOf(document.activeElement);
    const open = [...part.querySelectorAll("details[open]")].map(({ id }) => id);
    for (const details of fresh.querySelectorAll("details")) details.open = open.includes(details.id);
    part.replaceChildren(...fresh.childNodes);
    if (focused) {
      const buttons = [...part.querySelectorAll("a, button, input, select")];
      const same = buttons.find((button) => signOf(button) === focused && !button.disabled);
      (same ?? buttons.find((button) => !button.disabled) ?? part.closest("section"))?.focus();
    }
  }

  renewStills() {
    for (const picture of this.querySelectorAll("img[data-still]")) {
      const address = picture.getAttribute("src").split("?")[0];
      picture.src = `${address}?${Date.now()}`;
    }
  }

  hasFailed(isSo) {
    for (const notice of document.querySelectorAll("[data-failed]")) notice.hidden = !isSo;
  }

  isOffline(isSo) {
    for (const notice of document.querySelectorAll("[data-offline]")) notice.hidden = !isSo;
  }
}

function signOf({ name, value, href, id }) {
  return [name, value, href, id].join(" ");
}

customElements.define("konvent-desk", Desk);

document.addEventListener("konvent:connection", ({ detail }) => {
  for (const notice of document.querySelectorAll("[data-offline]")) {
    notice.hidden = detail.state !== "offline";
  }
});
