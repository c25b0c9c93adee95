// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// A second source that plays in step with a recording: sign language, interpretation, description.
//
// Small differences are made up by playing a little faster or slower, large ones by jumping. Where it
// has nothing to play, it is away, and says so.

import { Tape } from "./tape.js";

const LOOK_EVERY = 250;
const TOO_FAR = 0.6;
const CLOSE_ENOUGH = 0.05;
const MOST_CORRECTION = 0.06;
const EVENTS = ["play", "pause", "seeking", "seeked", "waiting", "playing", "ratechange"];

export class Companion {
  // Of each of its pieces we know the recording's second, its own at that moment, and the length.
  constructor(main, element, { address, pieces }, { tell = () => {}, isThere = () => {} }) {
    this.main = main;
    this.element = element;
    this.pieces = pieces;
    this.isThere = isThere;
    this.tape = new Tape(element, tell);
    this.follow = () => this.keepStep();
    for (const event of EVENTS) main.addEventListener(event, this.follow);
    this.tape.open(address, this.isOn ? this.wanted : this.next);
    this.looking = setInterval(this.follow, LOOK_EVERY);
  }

  close() {
    clearInterval(this.looking);
    for (const event of EVENTS) this.main.removeEventListener(event, this.follow);
    this.element.pause();
    this.tape.close();
  }

  get piece() {
    const { currentTime } = this.main;
    return this.pieces.find(([at, , length]) => currentTime >= at && currentTime < at + length);
  }

  get wanted() {
    const [at, begins] = this.piece ?? [0, 0];
    return this.main.currentTime - at + begins;
  }

  // Where it will go on.
  get next() {
    return this.pieces.find(([at]) => at > this.main.currentTime)?.[1] ?? 0;
  }

  get isOn() {
    return this.piece !== undefined && !(this.wanted >= this.element.duration);
  }

  keepStep() {
    const { main, element, isOn } = this;
    if (isOn !== this.wasOn) this.isThere(isOn);
    this.wasOn = isOn;
    if (!isOn || main.paused || main.seeking || main.readyState < 3) {
      if (!element.paused) element.pause();
      if (isOn && main.paused && !main.seeking) this.jump(CLOSE_ENOUGH);
      return;
    }
    const drift = this.wanted - element.currentTime;
    if (Math.abs(drift) > TOO_FAR) this.jump(TOO_FAR);
    const correction = Math.abs(drift) < CLOSE_ENOUGH ? 0 : drift / 2;
    const most = Math.max(-MOST_CORRECTION, Math.min(MOST_CORRECTION, correction));
    element.playbackRate = main.playbackRate * (1 + most);
    if (element.paused) element.play().catch(() => {});
  }

  jump(tolerance) {
    const { element, wanted } = this;
    if (element.readyState === 0 || element.seeking) return;
    if (Math.abs(wanted - element.currentTime) > tolerance) element.currentTime = wanted;
  }
}
