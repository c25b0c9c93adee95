// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// A second source that plays in step with a recording: sign language, interpretation, description.
//
// Small differences are made up by playing a little faster or slower, large ones by jumping.

import { Tape } from "./tape.js";

const LOOK_EVERY = 250;
const TOO_FAR = 0.6;
const CLOSE_ENOUGH = 0.05;
const MOST_CORRECTION = 0.06;

export class Companion {
  constructor(main, element, { address, delay }, tell) {
    this.main = main;
    this.element = element;
    this.delay = delay; // its 0:00 is seen when the recording's player shows this second
    this.tape = new Tape(element, tell);
    this.follow = () => this.keepStep();
    for (const event of ["play", "pause", "seeking", "seeked", "waiting", "playing", "ratechange"]) {
      main.addEventListener(event, this.follow);
    }
    this.tape.open(address, Math.max(0, this.wanted));
    this.looking = setInterval(this.follow, LOOK_EVERY);
  }

  close() {
    clearInterval(this.looking);
    for (const event of ["play", "pause", "seeking", "seeked", "waiting", "playing", "ratechange"]) {
      this.main.removeEventListener(event, this.follow);
    }
    this.element.pause();
    this.tape.close();
  }

  get wanted() {
    return this.main.currentTime - this.delay;
  }

  get isOn() {
    const { wanted, element } = this;
    return wanted >= 0 && !(wanted >= element.duration);
  }

  keepStep() {
    const { main, element } = this;
    if (!this.isOn || main.paused || main.seeking || main.readyState < 3) {
      if (!element.paused) element.pause();
      if (this.isOn && main.paused && !main.seeking) this.jump(CLOSE_ENOUGH);
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
