// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// <konvent-player src>: the live picture with its controls, its messages in words, and the way to sound.

import "media-chrome/media-controller";
import "media-chrome/media-control-bar";
import "media-chrome/media-fullscreen-button";
import "media-chrome/media-live-button";
import "media-chrome/media-mute-button";
import "media-chrome/media-pip-button";
import "media-chrome/media-play-button";
import "media-chrome/media-seek-backward-button";
import "media-chrome/media-seek-forward-button";
import "media-chrome/media-volume-range";
import { watch } from "../../foundation/components/live.js";
import { PlayerReport } from "./player-report.js";
import { Quality } from "./quality.js";
import { Stream } from "./stream.js";

const SOUND = "konvent-sound";
const LONG_PAUSE = 10_000; // after this, going on where one was needs the list of the session

class Player extends HTMLElement {
  connectedCallback() {
    this.video = this.querySelector("video");
    this.takeOver();
    this.report = new PlayerReport(this.video, this.getAttribute("src"));
    this.stream = new Stream(this.video, this.getAttribute("src"), (state) => this.show(state));
    this.quality = new Quality(this.part("quality"), this.stream);
    this.part("picture").onclick = () => this.quality.showPicture();
    this.part("sound").onclick = () => this.soundOn();
    for (const button of this.querySelectorAll('[data-part="again"]')) {
      button.onclick = () => this.stream.again();
    }
    this.part("back").onclick = () => this.goBack(null);
    this.part("live").onclick = () => this.goLive();
    this.video.addEventListener("pause", () => this.notePause());
    this.video.addEventListener("play", () => this.goOn());
    this.video.addEventListener("volumechange", () => this.rememberSound());
    this.stream.start();
    this.watch();
  }

  // The number of those who watch the first topic is the number of viewers; the house knows no more.
  watch() {
    const [, , , stage] = new URL(this.getAttribute("src"), location).pathname.split("/");
    const counted = watch(`stage/${stage}/watching`, () => {});
    const told = watch(`stage/${stage}/now`, (now) => this.stream.expect(now?.quality ?? "copy"));
    this.unwatch = () => [counted, told].forEach((stop) => stop());
  }

  disconnectedCallback() {
    this.stream.stop();
    this.report.stop();
    this.unwatch();
  }

  // Until here the browser's own player was in the page, for whoever has no scripts.
  takeOver() {
    this.video.removeAttribute("src");
    this.video.load();
    this.video.controls = false;
    this.video.muted = sessionStorage.getItem(SOUND) !== "on";
    this.querySelector("media-control-bar").hidden = false;
  }

  part(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }

  show(state) {
    this.dataset.state = state;
    this.report.note(state);
    const shown = state === "playing" && this.stream.isSoundAlone ? "sound-alone" : state;
    for (const message of this.querySelectorAll("[data-state]")) {
      message.hidden = message.dataset.state !== shown;
    }
    this.part("messages").hidden = !this.querySelector("[data-state]:not([hidden])");
    this.offerSound();
  }

  goBack(moment) {
    this.stream.goBack(moment);
    this.offerLive();
  }

  goLive() {
    this.stream.goLive();
    this.offerLive();
  }

  offerLive() {
    const { isBehind } = this.stream;
    const hadFocus = document.activeElement;
    for (const part of this.querySelectorAll("[data-behind]")) part.hidden = !isBehind;
    this.part("back").hidden = isBehind;
    this.querySelector("media-live-button").hidden = isBehind;
    if (this.contains(hadFocus)) this.part(isBehind ? "live" : "back").focus();
  }

  notePause() {
    this.paused = { at: performance.now(), moment: this.stream.moment };
  }

  // After a long pause the live list has forgotten where one was.
  goOn() {
    const { paused } = this;
    this.paused = undefined;
    const isLong = paused && performance.now() - paused.at > LONG_PAUSE;
    if (isLong && paused.moment && !this.stream.isBehind) this.goBack(paused.moment);
  }

  offerSound() {
    this.part("sound").hidden = !(this.dataset.state === "playing" && this.video.muted);
  }

  soundOn() {
    this.video.muted = false;
    if (this.video.volume === 0) this.video.volume = 1;
    this.stream.play();
    this.querySelector("media-mute-button").focus();
  }

  rememberSound() {
    sessionStorage.setItem(SOUND, this.video.muted ? "off" : "on");
    this.offerSound();
  }
}

customElements.define("konvent-player", Player);
