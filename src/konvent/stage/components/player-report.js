// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// Once a minute a player says how it does: how often it stalled, how long it took to start, how tall its
// picture is. Nothing in it says whose player it is; the house adds up and forgets.

const FIRST = 10_000;
const EVERY = 60_000;
const SLOWEST = 60_000;
const MOST_STALLS = 60;

export class PlayerReport {
  constructor(video, address) {
    this.video = video;
    this.address = new URL("playing", new URL(address, location)).href;
    this.began = performance.now();
    this.stalls = 0;
    this.onWaiting = () => this.stalled();
    this.onPlaying = () => (this.isStalled = false);
    video.addEventListener("waiting", this.onWaiting);
    video.addEventListener("playing", this.onPlaying);
    this.timer = setTimeout(() => this.send(), FIRST);
  }

  stop() {
    clearTimeout(this.timer);
    this.video.removeEventListener("waiting", this.onWaiting);
    this.video.removeEventListener("playing", this.onPlaying);
  }

  // What the player tells of its state.
  note(state) {
    if (state === "playing" && this.start === undefined && !document.hidden) {
      this.start = Math.round(Math.min(SLOWEST, performance.now() - this.began));
    }
    if (state === "interrupted") this.stalled();
    this.state = state;
  }

  // Waiting for what somebody jumped to is no stall, and one that lasts is still the same.
  stalled() {
    if (this.state !== "playing" || this.video.seeking || this.isStalled) return;
    this.isStalled = true;
    this.stalls += 1;
  }

  send() {
    this.timer = setTimeout(() => this.send(), EVERY);
    if (this.video.paused || this.start === undefined) return;
    const report = { height: this.video.videoHeight, stalls: Math.min(this.stalls, MOST_STALLS) };
    if (!this.hasToldStart) report.start = this.start;
    this.hasToldStart = true;
    this.stalls = 0;
    const body = new Blob([JSON.stringify(report)], { type: "application/json" });
    navigator.sendBeacon?.(this.address, body);
  }
}
