// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// A live stream in a <video>, opened again and again until it plays.
//
// It tells its state: "starting", "playing", "interrupted", "nothing" (there is no picture at the
// moment), "refused" (the ticket is not, or no longer, valid) or "unplayable" (this browser cannot).

import Hls from "hls.js/light";

const SETTINGS = {
  backBufferLength: 30,
  enableWorker: false, // segments are MP4 already: there is nothing to repackage
  liveDurationInfinity: true,
  liveMaxLatencyDurationCount: 10,
  liveSyncDurationCount: 3,
  maxBufferLength: 20,
};
// Behind live nothing is hurried: no limit to how far, and the list says where the session begins.
const SETTINGS_BEHIND = { backBufferLength: 30, enableWorker: false, maxBufferLength: 20 };
const NATIVE = "application/vnd.apple.mpegurl";
const LOOK_EVERY = 1000;
const FROZEN_AFTER = 3; // looks without a new moment of the picture
const OPENED_AGAIN_AFTER = 20;
const ON_TIME = 1; // seconds later than hls.js wants to be
const LATE = 3;
const TOO_LATE_TO_CATCH_UP = 9; // who went back ten seconds wants to be there
const CATCHING_UP = 1.08; // so little that speech and music sound as they are
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 10_000;
const REPAIR_ONCE_IN = 10_000;
const SPREAD = 30_000; // everybody is there when a talk begins: they do not all begin anew in one second
const SOUND = "sound";
const COPY = "copy"; // a quality without a choice
const COPY_AND_SOUND = "sound"; // one size of the picture, and its sound alone
const STATES = { 401: "refused", 403: "refused", 404: "nothing", 410: "nothing" };

// Which lists a master playlist names, and how many sizes of the picture.
function offersOf(master) {
  const lists = master.split("\n").filter((line) => line && !line.startsWith("#"));
  return { lists: lists.sort(), sizes: new Set(master.match(/RESOLUTION=\w+/g)).size };
}

export class Stream {
  constructor(video, address, tell) {
    this.video = video;
    this.address = address;
    this.tell = tell;
    const beside = (name) => new URL(name, new URL(address, location)).href;
    this.whole = address;
    this.soundAlone = beside("au.m3u8");
    this.wholeBehind = beside("dvr-master.m3u8");
    this.soundBehind = beside("dvr-au.m3u8");
    this.isBehind = false;
    this.offers = offersOf("");
    this.heights = [];
    this.offer = () => {};
    this.pause = FIRST_PAUSE;
    this.repairedAt = -Infinity;
    this.onNativeError = () => this.explainNativeError();
  }

  start() {
    this.looking = setInterval(() => this.look(), LOOK_EVERY);
    this.say("starting");
    this.open();
  }

  stop() {
    clearInterval(this.looking);
    this.close();
  }

  get isSoundAlone() {
    return [this.soundAlone, this.soundBehind].includes(this.address) && this.address !== this.whole;
  }

  get hasSoundAlone() {
    return this.offers.lists.length > 1 || this.quality === COPY_AND_SOUND;
  }

  get wished() {
    if (this.wish === SOUND) return this.isBehind ? this.soundBehind : this.soundAlone;
    return this.isBehind ? this.wholeBehind : this.whole;
  }

  // Keep to one height, or to the sound alone; anything else lets the line decide.
  choose(wish) {
    this.wish = wish;
    if (this.address === this.wished) return this.keepToWish();
    if (this.isBehind) this.wanted = this.moment;
    this.address = this.wished;
    if (this.looking) this.again();
  }

  keepToWish() {
    const isWished = ({ height }) => String(height) === this.wish;
    if (this.hls && !this.isSoundAlone) this.hls.nextLevel = this.hls.levels.findLastIndex(isWished);
  }

  // The moment of the convention that the picture shows, as the encoder's house had it.
  get moment() {
    return this.hls?.playingDate ?? null;
  }

  // Go back to a moment, or to the beginning of the session; without the list of it, to live.
  goBack(moment = null) {
    this.isBehind = true;
    this.goTo(moment);
  }

  goLive() {
    this.isBehind = false;
    this.goTo(null);
  }

  goTo(moment) {
    this.wanted = moment;
    this.address = this.wished;
    this.again();
  }

  again() {
    this.pause = FIRST_PAUSE;
    this.say("starting");
    this.open();
  }

  open() {
    this.close();
    this.looksFrozen = 0;
    this.seen = -1;
    this.stretch = undefined;
    this.isFed = true;
    if (Hls.isSupported()) this.openWithScript();
    else if (this.video.canPlayType(NATIVE)) this.openNatively();
    else this.say("unplayable");
  }

  close() {
    clearTimeout(this.timer);
    clearTimeout(this.others);
    this.video.removeEventListener("error", this.onNativeError);
    this.hls?.destroy();
    this.hls = undefined;
  }

  openWithScript() {
    this.hls = new Hls(this.isBehind ? SETTINGS_BEHIND : SETTINGS);
    this.hls.once(Hls.Events.LEVEL_LOADED, (_, { details }) => this.goToMoment(details));
    this.hls.on(Hls.Events.ERROR, (_, error) => error.fatal && this.recover(error));
    this.hls.on(Hls.Events.LEVEL_UPDATED, (_, { details }) => (this.isFed ||= details.advanced));
    this.hls.on(Hls.Events.FRAG_CHANGED, (_, { frag }) => this.lookForOthers(frag));
    this.hls.on(Hls.Events.FRAG_BUFFERED, () => (this.pause = FIRST_PAUSE));
    this.hls.on(Hls.Events.MANIFEST_LOADED, (_, { networkDetails }) => this.noteOffers(networkDetails));
    this.hls.on(Hls.Events.MANIFEST_PARSED, () => this.attach());
    this.hls.loadSource(this.address);
  }

  // Only now is there something to attach: nothing is left half open where there is no picture.
  attach() {
    this.keepToWish();
    this.hls.attachMedia(this.video);
    this.play();
  }

  noteOffers({ responseText }) {
    if (this.isSoundAlone) return;
    if (this.address === this.whole) this.offers = offersOf(responseText);
    this.heights = [...new Set(this.hls.levels.map(({ height }) => height))].sort((a, b) => b - a);
    this.offer();
  }

  // What a stage offers is read once, and again where that can have changed: after the break that follows
  // when its producer chooses another quality, and where the slate goes, of which there is one size.
  expect(quality) {
    this.isOutdated ||= this.quality !== undefined && this.quality !== quality;
    this.quality = quality;
    this.offer();
  }

  lookForOthers({ cc }) {
    const isBreak = this.stretch !== undefined && this.stretch !== cc;
    this.stretch = cc;
    const hasOneSize = [COPY, COPY_AND_SOUND].includes(this.quality ?? COPY);
    const lacksSizes = this.offers.sizes === 1 && !hasOneSize;
    if (!isBreak || this.address !== this.whole || !(this.isOutdated || lacksSizes)) return;
    clearTimeout(this.others);
    this.others = setTimeout(() => this.takeOthers(), Math.random() * SPREAD);
  }

  async takeOthers() {
    const { hls } = this;
    const answer = await fetch(this.whole, { cache: "no-cache" }).catch(() => undefined);
    const { lists, sizes } = offersOf(answer?.ok ? await answer.text() : "");
    const isOther = sizes > this.offers.sizes || `${lists}` !== `${this.offers.lists}`;
    if (hls !== this.hls || sizes === 0 || !isOther) return;
    this.isOutdated = false;
    this.open();
  }

  goToMoment({ fragments }) {
    if (!this.isBehind || !this.wanted) return;
    const there = fragments.findLast(({ programDateTime }) => programDateTime <= this.wanted);
    if (there) this.video.currentTime = there.start + (this.wanted - there.programDateTime) / 1000;
    this.wanted = null;
  }

  openNatively() {
    this.video.addEventListener("error", this.onNativeError);
    this.video.src = this.address;
    this.play();
  }

  // Without sound every browser lets a picture start by itself; where it does not, there is a button.
  async play() {
    try {
      await this.video.play();
    } catch (error) {
      if (error.name !== "NotAllowedError") return;
      if (this.video.muted) return this.say("ready");
      this.video.muted = true;
      this.play();
    }
  }

  recover({ type, response }) {
    const isNew = performance.now() - this.repairedAt > REPAIR_ONCE_IN;
    if (type === Hls.ErrorTypes.MEDIA_ERROR && isNew) {
      this.repairedAt = performance.now();
      this.hls.recoverMediaError();
      return this.play();
    }
    this.openLater(STATES[response?.code] ?? "interrupted");
  }

  async explainNativeError() {
    const answer = await fetch(this.address, { cache: "no-store" }).catch(() => undefined);
    this.openLater(STATES[answer?.status] ?? "interrupted");
  }

  openLater(state) {
    if (state === "nothing" && this.isSoundAlone) return this.showPicture();
    if (state === "nothing") this.isBehind = false;
    if (this.isBehind) this.wanted ??= this.moment;
    this.address = this.wished;
    this.close();
    this.say(state);
    const pause = this.pause * (0.75 + Math.random() / 2);
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
    this.timer = setTimeout(() => this.open(), pause);
  }

  // There is no sound alone any more, or not at the moment.
  showPicture() {
    this.wish = undefined;
    this.goTo(this.wanted);
  }

  // After a stall the picture is late for good. It makes that up unnoticed, so that everybody who asks
  // and votes sees the same; with what is usual it lets be, for a buffer is worth more.
  catchUp() {
    if (this.hls === undefined || this.isBehind) return;
    const late = this.hls.latency - this.hls.targetLatency;
    if (late > LATE && late < TOO_LATE_TO_CATCH_UP) this.video.playbackRate = CATCHING_UP;
    else if (!(late > ON_TIME && late <= LATE)) this.video.playbackRate = 1;
  }

  // Whether the picture moves is seen from its own time, whatever the browser calls the trouble.
  look() {
    const { currentTime, paused } = this.video;
    if (paused || !this.isOpen) return;
    if (currentTime !== this.seen) {
      if (this.seen >= 0 && currentTime > 0) this.say("playing");
      this.seen = currentTime;
      this.looksFrozen = 0;
      this.isFed = this.hls === undefined;
      return this.catchUp();
    }
    this.looksFrozen += 1;
    if (this.looksFrozen === FROZEN_AFTER && this.state === "playing") this.say("interrupted");
    // Without news from the stage, opening it again would only show its last seconds once more.
    if (this.looksFrozen >= OPENED_AGAIN_AFTER && this.isFed) this.openLater("interrupted");
  }

  get isOpen() {
    return this.hls !== undefined || this.video.src === new URL(this.address, location).href;
  }

  say(state) {
    if (this.state === state) return;
    this.state = state;
    this.tell(state);
  }
}
