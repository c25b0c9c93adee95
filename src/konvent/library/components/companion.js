// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// A second source that plays in step with a recording: sign language, interpretation, description.
//
// It stands where the recording stands. To get into step with one that runs, it goes to a moment
// that is still to come and waits there, for a player needs time to get anywhere; how far ahead, it
// learns from how long that took. Small differences are made up by playing a little faster or
// slower. Where it has nothing to play, it is away, and says so.

import { LAST_BREATH, Tape } from "./tape.js";

const LOOK_EVERY = 250;
const TOO_FAR = 0.3;
const CLOSE_ENOUGH = 0.03;
const MOST_CORRECTION = 0.1;
const FIRST_LEAD = 0.5;
const LONGEST_LEAD = 8;
const EVENTS = ["play", "pause", "seeking", "seeked", "waiting", "playing", "ratechange"];
const OWN_EVENTS = ["loadedmetadata", "seeked", "canplay"];

export class Companion {
  // Of each of its pieces we know the recording's second, its own at that moment, and the length.
  constructor(main, element, { address, pieces }, { tell = () => {}, isThere = () => {} }) {
    this.main = main;
    this.element = element;
    this.pieces = pieces;
    this.isThere = isThere;
    this.lead = FIRST_LEAD;
    this.tape = new Tape(element, tell);
    this.follow = () => this.keepStep();
    for (const event of EVENTS) main.addEventListener(event, this.follow);
    for (const event of OWN_EVENTS) element.addEventListener(event, this.follow);
    this.wentAt = performance.now();
    this.tape.open(address, this.placeAhead ?? this.next);
    this.looking = setInterval(this.follow, LOOK_EVERY);
  }

  close() {
    clearInterval(this.looking);
    clearTimeout(this.meeting);
    for (const event of EVENTS) this.main.removeEventListener(event, this.follow);
    for (const event of OWN_EVENTS) this.element.removeEventListener(event, this.follow);
    this.element.pause();
    this.tape.close();
  }

  // Its own second for one of the recording's, where it has something to play there.
  placeAt(second) {
    const piece = this.pieces.find(([at, , length]) => second >= at && second < at + length);
    if (piece === undefined) return undefined;
    const own = second - piece[0] + piece[1];
    return own >= this.element.duration ? undefined : own;
  }

  get wanted() {
    return this.placeAt(this.main.currentTime);
  }

  // Where it can be before the recording is.
  get placeAhead() {
    const { currentTime, playbackRate } = this.main;
    const ahead = this.isStanding ? 0 : this.lead * playbackRate;
    return this.placeAt(currentTime + ahead) ?? this.wanted;
  }

  // Where it will go on.
  get next() {
    return this.pieces.find(([at]) => at > this.main.currentTime)?.[1] ?? 0;
  }

  get isOn() {
    return this.wanted !== undefined;
  }

  get isStanding() {
    return this.main.paused || this.main.seeking || this.main.readyState < 3;
  }

  keepStep() {
    const { element, isOn } = this;
    if (isOn !== this.wasOn) this.isThere(isOn);
    this.wasOn = isOn;
    if (element.readyState === 0) return;
    this.learn();
    if (!isOn || this.isStanding) this.stand();
    else if (element.paused) this.meet();
    else this.correct();
  }

  get hasArrived() {
    return !this.element.seeking && this.element.readyState >= 3;
  }

  // Next time it goes as far ahead as it needed this time, and somewhat farther.
  learn() {
    if (this.wentAt === undefined || !this.hasArrived) return;
    const took = (performance.now() - this.wentAt) / 1000;
    this.lead = Math.max(FIRST_LEAD, Math.min(LONGEST_LEAD, 1.5 * took));
    this.wentAt = undefined;
  }

  stand() {
    const { main, element } = this;
    if (!element.paused) element.pause();
    if (this.isOn && (main.paused || main.seeking)) this.goTo(this.wanted);
  }

  // Begin when the recording has come to where this stands.
  meet() {
    const { main, element } = this;
    clearTimeout(this.meeting);
    if (!this.hasArrived) return;
    const left = element.currentTime - this.wanted;
    if (left < -TOO_FAR || left > this.lead * main.playbackRate + TOO_FAR) {
      this.goTo(this.placeAhead);
    } else if (left > CLOSE_ENOUGH) {
      this.meeting = setTimeout(this.follow, (1000 * left) / main.playbackRate);
    } else if (element.duration - element.currentTime > LAST_BREATH) {
      element.playbackRate = main.playbackRate;
      element.play().catch(() => {});
    }
  }

  correct() {
    const { main, element } = this;
    const drift = this.wanted - element.currentTime;
    if (Math.abs(drift) > TOO_FAR) {
      element.pause();
      return this.meet();
    }
    const most = Math.max(-MOST_CORRECTION, Math.min(MOST_CORRECTION, drift));
    element.playbackRate = main.playbackRate * (Math.abs(drift) < CLOSE_ENOUGH ? 1 : 1 + most);
  }

  goTo(place) {
    if (Math.abs(place - this.element.currentTime) <= CLOSE_ENOUGH) return;
    this.wentAt = performance.now();
    this.element.currentTime = place;
  }
}
