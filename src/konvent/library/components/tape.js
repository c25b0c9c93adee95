// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// A recording in a <video>: opened with a script, or by the browser itself where it can.
//
// It tells its state: "ready", "interrupted" (it tries again), "gone", "refused" (the ticket is not,
// or no longer, valid) or "unplayable" (this browser cannot).

import Hls from "hls.js/light";

const SETTINGS = { backBufferLength: 60, enableWorker: false, maxBufferLength: 4 };
const WHILE_PLAYING = 30; // seconds fetched ahead; before that only the beginning
const NATIVE = "application/vnd.apple.mpegurl";
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 10_000;
const REPAIR_ONCE_IN = 10_000;
export const LAST_BREATH = 0.3; // a player that waits so close to the end has reached it
const STATES = { 401: "refused", 403: "refused", 404: "gone", 410: "gone" };

export class Tape {
  constructor(video, tell) {
    this.video = video;
    this.tell = tell;
    this.pause = FIRST_PAUSE;
    this.repairedAt = -Infinity;
    video.addEventListener("play", () => this.play());
    video.addEventListener("waiting", () => this.noticeEnd());
    video.addEventListener("error", () => this.explainNativeError());
  }

  // Open an address at a second; what was playing goes on playing.
  open(address, second = 0) {
    const goesOn = !this.video.paused;
    this.close();
    this.address = address;
    this.second = second;
    this.isPlaying = goesOn;
    if (Hls.isSupported()) this.openWithScript(goesOn);
    else if (this.video.canPlayType(NATIVE)) this.openNatively(goesOn);
    else this.tell("unplayable");
  }

  close() {
    clearTimeout(this.timer);
    this.hls?.destroy();
    this.hls = undefined;
  }

  openWithScript(goesOn) {
    const ahead = goesOn ? { maxBufferLength: WHILE_PLAYING } : {};
    this.hls = new Hls({ ...SETTINGS, ...ahead, startPosition: this.second || -1 });
    this.hls.on(Hls.Events.ERROR, (_, error) => error.fatal && this.recover(error));
    this.hls.on(Hls.Events.FRAG_BUFFERED, () => (this.pause = FIRST_PAUSE));
    this.hls.on(Hls.Events.MANIFEST_PARSED, () => this.ready(goesOn));
    this.hls.loadSource(this.address);
    this.hls.attachMedia(this.video);
  }

  openNatively(goesOn) {
    const { second } = this;
    this.video.addEventListener(
      "loadedmetadata",
      () => {
        this.video.currentTime = second;
        this.ready(goesOn);
      },
      { once: true },
    );
    this.video.src = this.address;
  }

  ready(goesOn) {
    this.tell("ready");
    if (goesOn) this.video.play().catch(() => {});
  }

  play() {
    if (this.hls) this.hls.config.maxBufferLength = WHILE_PLAYING;
    if (this.isOver) this.video.currentTime = 0;
  }

  get isOver() {
    const { currentTime, duration } = this.video;
    return duration - currentTime < LAST_BREATH;
  }

  noticeEnd() {
    if (!this.isOver || this.video.ended) return;
    this.video.pause();
    this.video.dispatchEvent(new Event("ended"));
  }

  recover({ type, response }) {
    const isNew = performance.now() - this.repairedAt > REPAIR_ONCE_IN;
    if (type === Hls.ErrorTypes.MEDIA_ERROR && isNew) {
      this.repairedAt = performance.now();
      return this.hls.recoverMediaError();
    }
    this.explain(response?.code);
  }

  async explainNativeError() {
    if (this.hls || this.address === undefined) return;
    const answer = await fetch(this.address, { cache: "no-store" }).catch(() => undefined);
    this.explain(answer?.status);
  }

  explain(status) {
    const state = STATES[status] ?? "interrupted";
    this.tell(state);
    if (state !== "interrupted") return;
    this.timer = setTimeout(() => this.again(), this.pause);
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
  }

  again() {
    this.open(this.address, this.video.currentTime || this.second);
  }
}
