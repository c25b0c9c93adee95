// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// <konvent-listen src>: a stage's sound alone, one stage at a time, for whoever waits at the doors.

import { Stream } from "./stream.js";

let playing;

class Listen extends HTMLElement {
  async connectedCallback() {
    this.audio = this.querySelector("audio");
    this.button = this.part("listen");
    this.words = this.part("words").dataset;
    this.button.onclick = () => (this.stream ? this.stop() : this.start());
    const answer = await fetch(this.getAttribute("src"), { method: "HEAD", cache: "no-store" }).catch(
      () => undefined,
    );
    if (answer?.ok) this.offer();
  }

  // What the page keeps back as long as there is nothing to hear is shown: the stage, and its section.
  offer() {
    this.button.hidden = false;
    for (const around of [this.closest("li"), this.closest("section")]) {
      if (around) around.hidden = false;
    }
  }

  disconnectedCallback() {
    this.stop();
  }

  part(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }

  start() {
    playing?.stop();
    playing = this;
    this.audio.muted = false;
    this.name("stop");
    this.stream = new Stream(this.audio, this.getAttribute("src"), (state) => this.say(state));
    this.stream.start();
  }

  stop() {
    this.stream?.stop();
    this.stream = undefined;
    this.audio.pause();
    this.name("listen");
    this.say("");
  }

  // The button says what it does next.
  name(deed) {
    this.part("listen-word").textContent = this.words[deed];
  }

  say(state) {
    const text = this.words[state] ?? "";
    const place = this.part("state");
    if (place.textContent !== text) place.textContent = text;
  }
}

customElements.define("konvent-listen", Listen);
