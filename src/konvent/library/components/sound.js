// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// Which sound of a recording is heard: its own, or that of a companion in its place.
//
// The recording's own sound is turned down behind the player's back, so that the player's buttons
// for the volume go on meaning what is heard. Where the companion has nothing, the own sound is heard.

import { Companion } from "./companion.js";

export class Sound {
  constructor(video, tell) {
    this.video = video;
    this.tell = tell;
    video.addEventListener("volumechange", () => this.copyVolume());
  }

  choose(source) {
    this.companion?.close();
    this.companion = undefined;
    if (source) {
      const isThere = (isOn) => this.turnOwnSound(isOn ? 0 : 1);
      this.companion = new Companion(this.video, new Audio(), source, { tell: this.tell, isThere });
      this.copyVolume();
    }
    this.turnOwnSound(this.companion?.isOn ? 0 : 1);
  }

  turnOwnSound(level) {
    if (!this.gain && level === 1) return;
    if (!this.gain) {
      const context = new AudioContext();
      this.gain = context.createGain();
      context.createMediaElementSource(this.video).connect(this.gain).connect(context.destination);
    }
    this.gain.context.resume();
    this.gain.gain.value = level;
  }

  copyVolume() {
    if (!this.companion) return;
    const { element } = this.companion;
    element.volume = this.video.volume;
    element.muted = this.video.muted;
  }
}
