// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// <konvent-waiting>: how many are before the reader, for about how long, and inside when it is time.
//
// The reader's number is asked for once; the rest is the same few numbers for everybody, asked for the
// more often the nearer the turn is. A screen reader hears of it once a minute.

const page = document.documentElement;
const SOONEST = 3_000;
const LATEST = 30_000;
const TRIED_EVERY = 10_000; // the way in, when it is one's turn and no place is free yet
const SAID_EVERY = 60_000;
const PLACE_ASKED_EVERY = 120_000; // organisers may have sent the reader to another queue
const ASSISTED = "lane-a"; // what is said to those who need assistance
const PARTS = ["known", "one", "next", "unknown", "turn", "offline", "cookies"]; // one is seen
const TRIED = "konvent-tried-to-enter";

class Waiting extends HTMLElement {
  connectedCallback() {
    this.home = `/${page.dataset.convention}`;
    this.words = this.part("words").dataset;
    this.saidAt = this.placeAskedAt = -Infinity;
    this.look();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  part(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }

  async look() {
    let pause = SOONEST;
    try {
      await this.lookAtPlace();
      const queue = await this.get("queue");
      pause = this.take(queue);
    } catch {
      this.only("offline");
    }
    this.timer = setTimeout(() => this.look(), pause * (0.8 + Math.random() * 0.4));
  }

  async lookAtPlace() {
    if (performance.now() < this.placeAskedAt + PLACE_ASKED_EVERY) return;
    this.place = await this.get("my/place");
    this.placeAskedAt = performance.now();
    this.part(ASSISTED).hidden = `lane-${this.place.lane}` !== ASSISTED;
  }

  async get(path) {
    const answer = await fetch(`${this.home}/${path}`, { cache: "no-store" });
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  }

  // Show where the reader is; answer when to look again.
  take(queue) {
    if (!queue.lanes) return this.enter();
    if (this.place.began !== queue.began) {
      if (!this.place.number && this.hasTried) this.only("cookies");
      return this.enter();
    }
    const { turn, per_minute: pace } = queue.lanes[this.place.lane];
    const before = this.place.number - turn;
    if (before < 0) {
      this.write("before", 0);
      this.only("turn");
      return this.enter();
    }
    this.write("before", before.toLocaleString(page.lang));
    if (!pace) {
      this.tell(before ? "unknown" : "next", { before });
      return SOONEST;
    }
    const minutes = Math.max(1, Math.ceil(before / pace));
    this.write("minutes", minutes.toLocaleString(page.lang));
    this.tell(minutes === 1 ? "one" : "known", { before, minutes });
    return Math.min(LATEST, Math.max(SOONEST, (before / pace) * 7_500));
  }

  tell(part, facts) {
    this.only(part);
    const now = performance.now();
    if (now > this.saidAt + SAID_EVERY) {
      this.saidAt = now;
      const said = (_whole, fact) => facts[fact].toLocaleString(page.lang);
      this.write("said", this.words[part].replace(/\{(\w+)\}/g, said));
    }
  }

  get hasTried() {
    return Date.now() < Number(sessionStorage.getItem(TRIED)) + TRIED_EVERY;
  }

  // The door decides; if it is too early after all, it leads back here.
  enter() {
    if (this.hasTried) return SOONEST;
    sessionStorage.setItem(TRIED, Date.now());
    const onward = new URLSearchParams(location.search).get("next");
    const asked = new URLSearchParams({ lang: page.lang, ...(onward && { next: onward }) });
    location.replace(`${this.home}/my/enter?${asked}`);
    return LATEST;
  }

  only(part) {
    for (const name of PARTS) {
      this.part(name).hidden = name !== part;
    }
  }

  write(name, value) {
    const place = this.part(name);
    if (place.textContent !== String(value)) place.textContent = value;
  }
}

customElements.define("konvent-waiting", Waiting);
