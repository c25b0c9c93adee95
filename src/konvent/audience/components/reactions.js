// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// <konvent-reactions room>: applaud, and see how often others did, and how many are watching.
//
// A press counts at once in the look. What is pressed quickly is gathered and sent as a sum, one kind after
// the other, no faster than one person may. The topic's sum is what is so: it corrects the look.

import { act } from "../../foundation/components/act.js";
import { watch } from "../../foundation/components/live.js";
import { phrases, write } from "./phrases.js";

const GATHERED_FOR = 1_200; // milliseconds
const LATER = 3_000;
const MOST_AT_ONCE = 10;
const MOST_WAITING = 50;
const TRIES = 5;
const STILL = "konvent-reactions-still";
const CALM = matchMedia("(prefers-reduced-motion: reduce)");
const RISE = [
  { opacity: 0, transform: "translate(-50%, 0)" },
  { opacity: 1, transform: "translate(-50%, -0.75rem)", offset: 0.3 },
  { opacity: 0, transform: "translate(-50%, -2rem)" },
];

const { lang } = document.documentElement;
const compact = new Intl.NumberFormat(lang, { notation: "compact", maximumFractionDigits: 1 });
const whole = new Intl.NumberFormat(lang);

class Reactions extends HTMLElement {
  connectedCallback() {
    this.room = this.getAttribute("room");
    this.say = phrases(this);
    this.kinds = [...this.querySelectorAll("[data-kind]")].map((button) => new Kind(button, this));
    this.tries = 0;
    const motion = this.part("motion");
    motion.addEventListener("click", () => this.turnMotion());
    this.turned = () => this.showMotion();
    CALM.addEventListener("change", this.turned);
    this.showMotion();
    this.stops = [
      watch(`stage/${this.room}/reactions`, (sums) => sums && this.take(sums)),
      watch(`stage/${this.room}/watching`, (state) => this.count(state?.count ?? 0)),
      watch("announcements", (state) => this.silence(Boolean(state?.read_only))),
    ];
    this.hidden = false;
  }

  disconnectedCallback() {
    for (const stop of this.stops) stop();
    CALM.removeEventListener("change", this.turned);
    clearTimeout(this.timer);
  }

  part(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }

  take(sums) {
    for (const kind of this.kinds) kind.take(sums[kind.name] ?? 0);
  }

  count(count) {
    const place = this.part("watching");
    place.hidden = count === 0;
    write(place, this.say(count === 1 ? "watchingOne" : "watchingMany", { count: whole.format(count) }));
  }

  silence(isReadOnly) {
    if (this.isReadOnly && !isReadOnly) this.blame("");
    this.isReadOnly = isReadOnly;
    for (const { button } of this.kinds) button.setAttribute("aria-disabled", String(isReadOnly));
  }

  press(kind) {
    if (this.isReadOnly) return this.blame(this.say("readOnly"));
    kind.waiting = Math.min(kind.waiting + 1, MOST_WAITING);
    kind.show();
    this.sendSoon(GATHERED_FOR);
  }

  sendSoon(pause) {
    this.timer ??= setTimeout(() => this.send(), pause);
  }

  // Whoever has waited longest goes first: nobody's heart waits for the end of an applause.
  async send() {
    const kind = this.kinds.find(({ waiting }) => waiting > 0);
    this.kinds.push(...this.kinds.splice(this.kinds.indexOf(kind), 1));
    const times = kind.sent();
    let pause = GATHERED_FOR;
    try {
      await act("react", { room: this.room, kind: kind.name, times }, { once: true });
      this.tries = 0;
      this.blame("");
    } catch (refusal) {
      pause = LATER;
      kind.takeBack(times, this.isWorthAnother(refusal));
    }
    this.timer = undefined;
    if (this.isConnected && this.kinds.some(({ waiting }) => waiting > 0)) this.sendSoon(pause);
  }

  // Enthusiasm is no mistake: what came too fast waits a little. All else is said.
  isWorthAnother(refusal) {
    this.tries += 1;
    if (["too-often", "busy"].includes(refusal.code) && this.tries < TRIES) return true;
    this.tries = 0;
    this.blame(refusal.message);
    for (const kind of this.kinds) kind.forget();
    return false;
  }

  get isStill() {
    return CALM.matches || localStorage.getItem(STILL) !== null;
  }

  turnMotion() {
    if (this.isStill) localStorage.removeItem(STILL);
    else localStorage.setItem(STILL, "1");
    this.showMotion();
  }

  showMotion() {
    const motion = this.part("motion");
    motion.hidden = CALM.matches;
    write(motion, this.say(this.isStill ? "move" : "still"));
  }

  blame(message) {
    const place = this.part("error");
    place.hidden = !message;
    write(place, message);
  }
}

class Kind {
  constructor(button, reactions) {
    this.button = button;
    this.name = button.dataset.kind;
    this.reactions = reactions;
    this.waiting = 0; // pressed, and not sent yet
    this.least = 0; // what the sum is at least, once what was sent is in it
    button.addEventListener("click", () => reactions.press(this));
  }

  part(name) {
    return this.button.querySelector(`[data-part="${name}"]`);
  }

  take(sum) {
    this.sum = sum;
    this.show();
  }

  sent() {
    const times = Math.min(this.waiting, MOST_AT_ONCE);
    this.waiting -= times;
    this.least = Math.max(this.sum ?? 0, this.least) + times;
    return times;
  }

  takeBack(times, isWorthAnother) {
    this.least = 0;
    if (isWorthAnother) this.waiting += times;
    this.show();
  }

  forget() {
    this.waiting = 0;
    this.show();
  }

  show() {
    const shown = Math.max(this.sum ?? 0, this.least) + this.waiting;
    write(this.part("sum"), shown ? compact.format(shown) : "");
    if (this.shown !== undefined && shown > this.shown) this.rise(shown - this.shown);
    if (this.sum !== undefined) this.shown = shown;
  }

  rise(more) {
    const mark = this.part("rise");
    if (this.reactions.isStill || document.hidden) return;
    write(mark, `+${compact.format(more)}`);
    mark.hidden = false;
    for (const earlier of mark.getAnimations()) earlier.cancel();
    mark.animate(RISE, { duration: 900, easing: "ease-out" }).onfinish = () => (mark.hidden = true);
  }
}

customElements.define("konvent-reactions", Reactions);
