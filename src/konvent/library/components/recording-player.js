// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// <konvent-recording key src sound-only>: a recording's player, the choices below it, and every
// link on the page that leads to a moment of it.

import "media-chrome/media-captions-button";
import "media-chrome/media-control-bar";
import "media-chrome/media-controller";
import "media-chrome/media-fullscreen-button";
import "media-chrome/media-mute-button";
import "media-chrome/media-pip-button";
import "media-chrome/media-play-button";
import "media-chrome/media-playback-rate-button";
import "media-chrome/media-seek-backward-button";
import "media-chrome/media-seek-forward-button";
import "media-chrome/media-time-display";
import "media-chrome/media-time-range";
import "media-chrome/media-volume-range";
import { Companion } from "./companion.js";
import { clock, named, secondsAsked, secondsIn } from "./seconds.js";
import { Sound } from "./sound.js";
import { Tape } from "./tape.js";
import { remember, stoppedAt } from "./watched.js";

const REMEMBER_EVERY = 5; // seconds
const WITHOUT_PICTURE = "sound-only";

class Recording extends HTMLElement {
  connectedCallback() {
    this.video = this.querySelector("video");
    this.key = this.getAttribute("key");
    this.takeOver();
    this.tape = new Tape(this.video, (state) => this.show(state));
    this.sound = new Sound(this.video, (state) => this.show(state));
    this.choices();
    this.follow();
    this.begin();
  }

  disconnectedCallback() {
    this.remember();
    this.tape.close();
    this.sound.choose(null);
    this.chooseSign("");
  }

  part(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }

  // Until here the browser's own player was in the page, for whoever has no scripts.
  takeOver() {
    for (const source of this.video.querySelectorAll("source")) source.remove();
    this.video.load();
    this.video.controls = false;
    // It says whether it is on, which only a switch can.
    this.querySelector("media-captions-button")?.setAttribute("role", "switch");
    for (const part of this.querySelectorAll("[data-live]")) part.hidden = false;
  }

  // A moment that the address names goes before the one where somebody stopped.
  begin() {
    const asked = secondsAsked(location);
    const stopped = asked === null ? stoppedAt(this.key) : 0;
    this.tape.open(this.getAttribute("src"), asked ?? stopped);
    if (stopped) this.say(this.part("resumed"), { time: clock(stopped) });
    this.part("resumed-row").hidden = !stopped;
    this.part("from-start").onclick = () => {
      this.part("resumed-row").hidden = true;
      this.goTo(0);
    };
  }

  follow() {
    const { video } = this;
    this.addEventListener("click", (event) => this.followLink(event));
    addEventListener("hashchange", () => this.goTo(secondsAsked(location)));
    addEventListener("pagehide", () => this.remember());
    video.addEventListener("pause", () => this.remember());
    video.addEventListener("ended", () => remember(this.key, 0, 0));
    video.addEventListener("timeupdate", () => this.noteTime());
    for (const button of this.querySelectorAll('[data-part="again"]')) {
      button.onclick = () => this.tape.again();
    }
  }

  followLink(event) {
    const link = event.target.closest('a[href^="#t="]');
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    this.goTo(secondsIn(link.hash.slice("#t=".length)));
    this.video.play().catch(() => {});
  }

  goTo(second) {
    if (second === null) return;
    if (this.video.readyState === 0) this.tape.open(this.source, second);
    else this.video.currentTime = second;
  }

  get source() {
    return this.isSoundOnly ? this.getAttribute(WITHOUT_PICTURE) : this.getAttribute("src");
  }

  noteTime() {
    const { currentTime, paused } = this.video;
    if (paused) return;
    this.part("resumed-row").hidden = true;
    if (Math.abs(currentTime - (this.rememberedAt ?? 0)) > REMEMBER_EVERY) this.remember();
    this.markChapter(currentTime);
  }

  remember() {
    const { currentTime, duration } = this.video;
    if (!duration) return;
    this.rememberedAt = currentTime;
    remember(this.key, currentTime, duration);
  }

  markChapter(second) {
    const links = [...this.querySelectorAll(".chapters a")];
    const here = links.findLast((link) => secondsIn(link.hash.slice("#t=".length)) <= second);
    for (const link of links) {
      if (link === here) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }

  show(state) {
    this.dataset.state = state;
    for (const message of this.querySelectorAll("[data-state]")) {
      message.hidden = message.dataset.state !== state;
    }
    this.part("messages").hidden = !this.querySelector("[data-state]:not([hidden])");
  }

  choices() {
    this.part("share").onclick = () => this.share();
    this.onChange("captions", (value) => this.chooseCaptions(value));
    this.onChange("sound", (value) => this.chooseSound(value));
    this.onChange("sign", (value) => this.chooseSign(value));
    this.video.textTracks.addEventListener("change", () => this.showCaptionsChosen());
  }

  onChange(name, choose) {
    const choice = this.part(name);
    if (!choice) return;
    choice.value = "";
    choice.onchange = () => choose(choice.value);
  }

  get captions() {
    return [...this.video.textTracks].filter(({ kind }) => kind === "captions");
  }

  chooseCaptions(language) {
    for (const track of this.captions) {
      track.mode = track.language === language ? "showing" : "disabled";
    }
  }

  showCaptionsChosen() {
    const choice = this.part("captions");
    if (!choice) return;
    choice.value = this.captions.find(({ mode }) => mode === "showing")?.language ?? "";
  }

  chooseSound(value) {
    const wasSoundOnly = this.isSoundOnly;
    this.isSoundOnly = value === WITHOUT_PICTURE;
    this.toggleAttribute("data-sound-only", this.isSoundOnly);
    this.querySelector("media-controller").setAttribute("autohide", this.isSoundOnly ? "-1" : "2");
    this.sound.choose(this.sourceOf(this.part("sound")));
    if (wasSoundOnly !== this.isSoundOnly) this.tape.open(this.source, this.video.currentTime);
  }

  chooseSign(place) {
    const box = this.part("second");
    if (!box) return;
    this.dataset.sign = place;
    box.hidden = !place;
    if (!place) {
      this.sign?.close();
      this.sign = undefined;
      return;
    }
    const source = this.sourceOf(this.part("sign"));
    const isThere = (isOn) => box.toggleAttribute("data-away", !isOn);
    this.sign ??= new Companion(this.video, box.querySelector("video"), source, { isThere });
  }

  sourceOf(choice) {
    const { address, pieces } = choice.selectedOptions[0].dataset;
    return address ? { address, pieces: JSON.parse(pieces) } : null;
  }

  // The link leads to the second that is on now; the status says what has been done.
  async share() {
    const second = this.video.currentTime || 0;
    const address = new URL(location.pathname, location.href);
    if (second >= 1) address.hash = `t=${named(second)}`;
    const said = this.part("shared");
    const field = this.part("shared-link");
    try {
      await navigator.clipboard.writeText(address.href);
      this.say(said, { time: clock(second) });
    } catch {
      field.hidden = false;
      field.value = address.href;
      field.select();
      said.textContent = said.dataset.byHand;
    }
  }

  say(element, values) {
    element.textContent = element.dataset.sentence.replace("{time}", values.time);
  }
}

customElements.define("konvent-recording", Recording);
