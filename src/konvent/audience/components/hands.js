// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// <konvent-hands session own>: raise a hand and lower it; how many are up, and one's own place. Who is called
// reads it beside the picture, whichever tab is in front.

import { act } from "../../foundation/components/act.js";
import { watch } from "../../foundation/components/live.js";
import { phrases, write } from "./phrases.js";
import { keepName, yourName } from "./your-name.js";

class Hands extends HTMLElement {
  connectedCallback() {
    this.session = this.getAttribute("session");
    this.mark = `konvent-took-part/hands/${this.session}`;
    this.number = 0;
    this.say = phrases(this);
    this.form = this.part("form");
    this.form.elements.name.value = yourName();
    this.form.addEventListener("submit", (event) => this.raise(event));
    this.part("lower").addEventListener("click", () => this.send("lower-hand", {}));
    this.closest("[data-tab]")?.toggleAttribute("data-idle", true);
    this.stop = watch(`session/${this.session}/hands`, (state) => state && this.take(state));
    if (localStorage.getItem(this.mark) !== null) this.fetchOwn();
  }

  disconnectedCallback() {
    this.stop();
    this.call("");
  }

  part(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }

  take(state) {
    this.state = state;
    this.hidden = !state.is_open;
    this.closest("[data-tab]")?.toggleAttribute("data-idle", !state.is_open);
    for (const plain of document.querySelectorAll('[data-instead-of="konvent-hands"]')) plain.hidden = state.is_open;
    this.show();
  }

  show() {
    const { hands } = this.state;
    const up = Object.keys(hands).sort().filter((key) => hands[key] === "up");
    const key = String(this.number).padStart(6, "0");
    const count = up.length;
    write(this.part("count"), this.say(count > 1 ? "upMany" : count ? "upOne" : "upNone", { count }));
    this.part("count").hidden = count === 0 && key in hands;
    const isCalled = hands[key] === "called";
    const own = isCalled ? this.say("called") : hands[key] ? this.say("place", { place: up.indexOf(key) + 1 }) : "";
    write(this.part("place"), own);
    this.turn(Boolean(own));
    const isSaid = this.call(isCalled ? own : "");
    write(this.part("said"), isCalled && isSaid ? "" : own);
  }

  // What was pressed goes away: who stood on it stands on what came instead.
  turn(isUp) {
    const hadFocus = this.contains(document.activeElement);
    const isTurned = this.part("own").hidden === isUp;
    this.part("own").hidden = !isUp;
    this.form.hidden = isUp;
    if (hadFocus && isTurned) (isUp ? this.part("own") : this.form.elements.name).focus({ preventScroll: true });
  }

  // Say it where it is seen and heard; tell whether there is such a place.
  call(sentence) {
    const place = document.querySelector("[data-hand-call]");
    if (!place) return false;
    place.hidden = !sentence;
    write(place, sentence);
    return true;
  }

  raise(event) {
    event.preventDefault();
    const name = this.form.elements.name.value;
    localStorage.setItem(this.mark, "1");
    this.send("raise-hand", { name });
    if (name) keepName(name);
  }

  async send(intent, wish) {
    try {
      this.number = (await act(intent, { session: this.session, ...wish })).number;
      this.blame("");
      this.show();
    } catch (refusal) {
      this.blame(refusal.message);
    }
  }

  blame(message) {
    const place = this.part("error");
    place.hidden = !message;
    write(place, message);
  }

  async fetchOwn() {
    const answer = await fetch(this.getAttribute("own"));
    if (!answer.ok || answer.redirected) return;
    const { number } = await answer.json();
    this.number ||= number;
    if (this.state) this.show();
  }
}

customElements.define("konvent-hands", Hands);
