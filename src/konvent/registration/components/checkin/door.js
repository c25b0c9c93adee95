// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// <konvent-checkin>: a door. It scans, types, finds; says big and clear who may come in; and goes on when
// its line is gone.

import { watch } from "../../../foundation/components/live.js";
import { Camera } from "./camera.js";
import { recognise } from "./codes.js";
import { Guests } from "./guests.js";
import { House, NoLineError, SignedOutError } from "./house.js";
import { Post } from "./post.js";
import { Report } from "./report.js";
import { sound } from "./tones.js";

const page = document.documentElement;
const AGAIN_AFTER = 4_000; // milliseconds until the line is tried again
const LIST_EVERY = 60_000; // the whole list is taken anew no more often
const REFUSED = ["revoked", "unknown", "other-day"];
const DOOR = "konvent-checkin-door";
const SILENT = "konvent-checkin-silent";

class Checkin extends HTMLElement {
  connectedCallback() {
    this.base = this.getAttribute("base");
    this.begins = Number(this.dataset.begins);
    this.ends = Number(this.dataset.ends);
    const token = this.querySelector("[name=csrfmiddlewaretoken]").value;
    this.house = new House(this.base, token, Number(this.dataset.now));
    this.guests = new Guests();
    this.post = new Post(this.house, this.base, (told, answers) => this.compare(told, answers));
    this.report = new Report(this, (ticket) => this.takeBack(ticket));
    this.mine = new Map(); // key -> who this door let in, to notice that another was first
    this.did = new Map(); // ticket -> the last thing this door did: its key and its number
    this.count = 0;
    this.refused = 0;
    this.isShut = false;
    this.newest = 0;
    this.camera = new Camera(this.part("video"), this.dataset.worker, {
      tell: (text) => this.scan(text),
      isGone: () => this.noticeDarkness(),
    });
    this.listenToPeople();
    this.listenToLine();
    this.part("scripted").hidden = false;
    if (this.isClosed()) this.leave();
    this.sync();
  }

  part(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }

  listenToPeople() {
    this.part("find").addEventListener("submit", (event) => this.find(event));
    this.part("found").addEventListener("click", (event) => this.choose(event));
    this.part("start").addEventListener("click", (event) => this.toggleCamera(event));
    this.part("picture").addEventListener("change", ({ target }) => this.readPicture(target));
    const door = this.part("door");
    const silent = this.part("silent");
    door.value = localStorage.getItem(DOOR) ?? "";
    silent.checked = localStorage.getItem(SILENT) === "yes";
    door.addEventListener("change", () => localStorage.setItem(DOOR, door.value.trim()));
    silent.addEventListener("change", () =>
      localStorage.setItem(SILENT, silent.checked ? "yes" : "no"),
    );
  }

  listenToLine() {
    addEventListener("online", () => this.sync());
    addEventListener("offline", () => this.lineIs(false));
    addEventListener("pagehide", () => this.leave());
    addEventListener("beforeunload", (event) => this.post.wouldLose && event.preventDefault());
    addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
    watch(`check-in/${this.getAttribute("day")}`, (state) => this.hear(state));
    setInterval(() => this.noticeTheHour(), 15_000);
  }

  // ---------------------------------------------------------------- who is there

  async scan(text) {
    if (!this.isOpen()) return;
    const seen = await recognise(text, page.dataset.convention);
    if (!seen) return this.say("nothing");
    if (seen.isOther) return this.say("other");
    const who = this.guests.whoShows(seen.digest);
    if (who === "revoked") return this.say("revoked");
    if (who) return this.letIn(who);
    return this.ask(seen);
  }

  /** Ask the house about somebody who is not on the list: it may be older than their ticket. */
  async ask({ digest, facts, words }) {
    try {
      const { people } = await this.house.find(facts ? { facts, digest } : { words });
      if (this.isClosed()) return this.sayWhyClosed();
      if (people.length === 0) return this.say("unknown");
      return this.welcome(people[0]);
    } catch (error) {
      this.noticeLine(error);
      return this.say(error instanceof NoLineError ? "unlisted" : "signed-out");
    }
  }

  /** Let in somebody as the house knows them. */
  welcome(person) {
    if (person.in) this.guests.merge({ [person.ticket]: person.in });
    return person.revoked ? this.say("revoked", { person }) : this.letIn(person);
  }

  async letIn(person) {
    const there = this.guests.arrivalOf(person.ticket);
    if (there) return this.say("already", { person, arrival: there });
    const scan = this.written(person.ticket, { undo: false });
    this.guests.settle(person.ticket, scan);
    this.mine.set(scan.key, person);
    this.say("in", { person, arrival: scan });
    this.report.remember(person, scan);
    return this.keep(scan);
  }

  async takeBack(person) {
    const there = this.guests.arrivalOf(person.ticket);
    if (!there) return;
    const scan = this.written(person.ticket, { undo: true }, there.at);
    this.guests.settle(person.ticket, null);
    this.report.strike(person.ticket);
    this.say("out", { person });
    await this.keep(scan);
  }

  /** Write a scan: after what it takes back, and after what this door did before, whatever the clock. */
  written(ticket, facts, before = 0) {
    const [key, door] = [crypto.randomUUID(), this.part("door").value.trim()];
    const at = Math.max(this.house.now, before + 1, (this.did.get(ticket)?.at ?? 0) + 1);
    this.count += 1;
    this.did.set(ticket, { key, at, number: this.count });
    return { key, address: this.base, ticket, door, at, ...facts };
  }

  isOpen() {
    if (this.isClosed()) this.sayWhyClosed();
    else if (!this.hasList) this.say("waits");
    return this.hasList && !this.isClosed();
  }

  isClosed() {
    return this.house.now < this.begins || this.house.now >= this.ends;
  }

  sayWhyClosed() {
    this.say(this.house.now < this.begins ? "early" : "over");
  }

  /** Notice that the day is over, or begins: helpers may open its page the evening before. */
  noticeTheHour() {
    if (this.isClosed() === this.isShut) return;
    if (this.isClosed()) return this.leave();
    this.isShut = false;
    this.say("waits");
    this.sync();
  }

  // ------------------------------------------------------------- found by hand

  async find(event) {
    event.preventDefault();
    const words = this.part("words").value.trim();
    if (!words) return;
    const seen = await recognise(words, page.dataset.convention);
    if (seen && this.guests.whoShows(seen.digest)) {
      this.endSearch();
      await this.scan(words);
      return;
    }
    await this.search(words);
  }

  /** Offer whom the house finds, or without a line whom this device knows; whoever came before leaves the verdict. */
  async search(words) {
    if (this.isClosed()) return this.sayWhyClosed();
    let nobody = "none";
    try {
      this.found = (await this.house.find({ words })).people;
    } catch (error) {
      this.noticeLine(error);
      nobody = error instanceof SignedOutError ? "signed-out" : "unlisted";
      this.found = this.guests.named(words);
    }
    const isOffered = this.found.length > 0 && nobody !== "signed-out";
    if (this.isClosed()) return this.sayWhyClosed();
    this.say(isOffered ? "found" : nobody);
    this.report.offer(this.found, (ticket) => this.guests.arrivalOf(ticket));
  }

  endSearch() {
    this.found = [];
    this.part("words").value = "";
    this.report.offer([]);
  }

  choose({ target }) {
    const ticket = Number(target.closest("button")?.value);
    const person = this.found?.find((one) => one.ticket === ticket);
    if (!person || !this.isOpen()) return;
    this.endSearch();
    this.welcome(person);
  }

  async toggleCamera({ detail }) {
    if (detail > 1 || this.camera.isStarting) return; // two clicks are one
    if (this.camera.isOn) this.camera.stop();
    else {
      try {
        await this.camera.start();
        if (this.isOpen()) this.say("ready");
      } catch ({ name }) {
        this.say(name === "NotAllowedError" ? "camera-refused" : "no-camera");
      }
    }
    this.report.showCamera(this.camera.isOn);
  }

  /** Say that the camera was unplugged, or taken by another program. */
  noticeDarkness() {
    this.camera.stop();
    this.report.showCamera(false);
    this.say("camera-gone");
  }

  async readPicture(input) {
    const [file] = input.files;
    if (!file) return;
    const text = await this.camera.read(file).catch(() => "");
    input.value = "";
    if (text) await this.scan(text);
    else this.say("no-code");
  }

  // ----------------------------------------------------------------- the line

  async keep(scan) {
    await this.post.put(scan);
    this.report.showNumbers(this.guests);
    await this.tellWaiting();
  }

  /** Tell what waits, whichever door and day it is of; returns whether nothing was in the way. */
  async tellWaiting() {
    const { count, fault } = await this.post.tell();
    this.waits = count > 0;
    this.report.showWaiting(count);
    if (fault) this.noticeLine(fault);
    else this.tryAgain(LIST_EVERY);
    return !fault;
  }

  /** Take what the house says became of them; what it refused is said, as somebody went in. */
  compare(told, answers) {
    for (const { key, ticket, address } of told) {
      const { outcome, in: arrival } = answers[key];
      const isLast = (this.did.get(ticket)?.key ?? key) === key; // else what it did since is told next
      if (address === this.base && this.hasList && isLast) this.take({ [ticket]: arrival });
      if (REFUSED.includes(outcome)) this.refuse(key, ticket);
    }
    this.lineIs(true);
    if (this.hasList) this.report.showNumbers(this.guests);
  }

  /** Say what was refused: with a name while this page knows it, and else how many. */
  refuse(key, ticket) {
    this.refused += 1;
    this.report.showRefused(this.refused);
    const person = this.mine.get(key);
    if (!person) return;
    this.mine.delete(key);
    this.report.strike(ticket);
    this.say("refused-late", { person });
  }

  /** Take who is in; say so where somebody else turns out to have let them in before. */
  take(arrivals) {
    const before = new Map();
    for (const ticket of Object.keys(arrivals)) {
      before.set(Number(ticket), this.guests.arrivalOf(Number(ticket)));
    }
    for (const ticket of this.guests.merge(arrivals)) {
      const person = this.mine.get(before.get(ticket)?.key);
      const arrival = this.guests.arrivalOf(ticket);
      if (!person) continue;
      this.report.strike(ticket);
      if (arrival) this.say("was-first", { person, arrival });
    }
  }

  hear({ newest, expected }) {
    if (!this.hasList) return; // it is on its way, and newer
    const isOlder = expected !== this.guests.expected && Date.now() > this.listedAt + LIST_EVERY;
    if (newest !== this.newest || isOlder) this.sync(isOlder);
    this.newest = newest;
  }

  /** Take the list, or what is new since it was taken, and tell what waits. */
  async sync(isWhole = !this.hasList) {
    clearTimeout(this.again);
    // Before what others did is heard, as a scan of ours may be the first.
    const isTold = await this.tellWaiting();
    if (this.isClosed()) return;
    try {
      const asked = this.count;
      const told = isWhole ? await this.house.list() : await this.house.changes(this.since);
      if (this.isClosed()) return; // meanwhile: then nobody's name is kept here
      this.since = told.now;
      const newer = this.doneAfter(asked);
      for (const ticket of newer.keys()) delete told.in[ticket];
      if (isWhole) this.begun(told);
      this.take(told.in);
      for (const [ticket, arrival] of newer) this.guests.settle(ticket, arrival);
      this.guests.lay(await this.post.own());
      if (isTold) this.lineIs(true);
      this.report.showNumbers(this.guests);
    } catch (error) {
      this.noticeLine(error);
    }
  }

  /** Return how it stands with those of whom this door did something since: the house told an older state. */
  doneAfter(asked) {
    const newer = [...this.did].filter(([, { number }]) => number > asked);
    return new Map(newer.map(([ticket]) => [ticket, this.guests.arrivalOf(ticket)]));
  }

  begun(told) {
    const isFirst = !this.hasList; // later ones leave the verdict on who stands there
    this.guests.fill(told);
    this.listedAt = Date.now();
    this.hasList = true;
    if (isFirst) this.say("ready");
  }

  noticeLine(error) {
    if (error instanceof NoLineError) return this.lineIs(false);
    if (!(error instanceof SignedOutError)) throw error;
    this.report.showLine("signed-out");
    return this.tryAgain(LIST_EVERY);
  }

  lineIs(isThere) {
    this.report.showLine(isThere ? "online" : "offline");
    this.tryAgain(isThere ? LIST_EVERY : AGAIN_AFTER);
  }

  /** Try again soon without a line, and later while something waits that the house did not take. */
  tryAgain(after) {
    clearTimeout(this.again);
    if (this.waits || after === AGAIN_AFTER) this.again = setTimeout(() => this.sync(), after);
  }

  // --------------------------------------------------------------------- words

  say(verdict, facts = {}) {
    this.report.say(verdict, facts);
    if (!this.part("silent").checked && this.report.isHeard(verdict)) sound(verdict === "in");
  }

  /** Forget everybody: the day is not on, or the page is left. What waits is told all the same. */
  leave() {
    this.isShut = true;
    this.camera.stop();
    this.report.showCamera(false);
    this.guests.clear();
    this.mine.clear();
    this.did.clear();
    this.hasList = false;
    this.endSearch();
    this.report.forget();
    if (this.isClosed()) this.sayWhyClosed();
  }
}

customElements.define("konvent-checkin", Checkin);
