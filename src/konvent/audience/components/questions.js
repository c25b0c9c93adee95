// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// <konvent-questions session own>: what is asked in a session, live.
//
// The list does not jump: it stands as it was when somebody chose its order, counts grow in place, and
// a button says what is new. Who listens hears sums, not each question.

import { act } from "../../foundation/components/act.js";
import { watch } from "../../foundation/components/live.js";
import { AskForm } from "./ask.js";
import { ordered } from "./order.js";
import { Own } from "./own.js";
import { phrases, write } from "./phrases.js";
import { QuestionItem } from "./question-item.js";

const QUIET = 8_000; // milliseconds between two sums that are said aloud

class Questions extends HTMLElement {
  connectedCallback() {
    this.session = this.getAttribute("session");
    this.say = phrases(this);
    this.items = new Map();
    this.replays = JSON.parse(this.getAttribute("replays") ?? "{}");
    this.sort = "supported";
    this.own = new Own(this.session, this.getAttribute("own"), () => this.refresh());
    this.form = new AskForm(this.part("ask"), this);
    for (const button of this.querySelectorAll("[data-sort]")) {
      button.addEventListener("click", () => this.choose(button.dataset.sort));
    }
    this.part("news").addEventListener("click", () => this.showNews());
    this.hidden = false;
    for (const plain of document.querySelectorAll('[data-instead-of="konvent-questions"]')) {
      plain.hidden = true;
    }
    this.stop = watch(`session/${this.session}/questions`, (state) => this.take(state));
  }

  disconnectedCallback() {
    this.stop();
    clearTimeout(this.timer);
  }

  part(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }

  take(state) {
    if (!state) return;
    const before = this.state;
    this.state = state;
    this.own.follow(before?.acts, state.acts);
    this.takeFigures(state.figures);
    this.form.take(state, this.isOpen);
    this.showOnStage();
    if (before) this.update();
    else this.arrange();
  }

  get isOpen() {
    const { taking, closes } = this.state;
    if (taking !== "automatic") return taking === "open";
    return !closes || Date.now() < Date.parse(closes);
  }

  takeFigures({ asked, answered, declined }) {
    const name = asked === 1 ? "figuresOne" : asked ? "figuresMany" : "figuresNone";
    write(this.part("figures"), this.say(name, { asked, answered, declined }));
  }

  showOnStage() {
    const found = Object.entries(this.state.questions).find(([, { state }]) => state === "on-stage");
    const place = this.part("on-stage");
    place.hidden = !found;
    if (!found) return;
    write(this.part("on-stage-text"), found[1].text);
    const supports = found[1].supports;
    const words = this.say(supports === 1 ? "supportsOne" : "supportsMany", { count: supports });
    write(this.part("on-stage-by"), [found[1].name, words].filter(Boolean).join(" · "));
  }

  choose(sort) {
    this.sort = sort;
    for (const button of this.querySelectorAll("[data-sort]")) {
      button.setAttribute("aria-pressed", String(button.dataset.sort === sort));
    }
    this.arrange();
  }

  // Put the list in order: only when somebody wants it, or sees it for the first time.
  arrange() {
    this.standing = ordered(this.state.questions, this.sort);
    const list = this.part("list");
    list.replaceChildren(...this.standing.map((number) => this.item(number).element));
    this.update();
  }

  // Change what stands there, in place.
  update() {
    const present = ordered(this.state.questions, this.sort);
    const shown = new Set(present);
    for (const number of this.standing) {
      const item = this.item(number);
      item.element.hidden = !shown.has(number);
      if (shown.has(number)) item.show(this.state.questions[number], this.situation(number));
    }
    this.part("empty").hidden = present.length > 0;
    write(this.part("empty"), this.say(this.sort === "answered" ? "emptyAnswered" : "empty"));
    this.offerNews(present);
    this.own.show(this.part("own"), this.state.questions, this);
  }

  refresh() {
    if (this.state) this.update();
  }

  situation(number) {
    return { isOpen: this.isOpen, isSupported: this.own.supports(number) };
  }

  item(number) {
    if (!this.items.has(number)) {
      this.items.set(number, new QuestionItem(this.part("question"), number, this));
    }
    return this.items.get(number);
  }

  offerNews(present) {
    const standing = new Set(this.standing);
    const fresh = present.filter((number) => !standing.has(number));
    const kept = this.standing.filter((number) => present.includes(number));
    const moved = kept.join() !== present.filter((number) => standing.has(number)).join();
    const button = this.part("news");
    button.hidden = fresh.length === 0 && !moved;
    const name = fresh.length === 0 ? "moved" : fresh.length === 1 ? "newOne" : "newMany";
    write(button.firstElementChild, this.say(name, { count: fresh.length }));
    if (fresh.length > (this.told ?? 0)) this.tellLater(name, fresh.length);
    this.told = fresh.length;
  }

  tellLater(name, count) {
    this.sum = () => write(this.part("said"), this.say(name, { count }));
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.sum();
    }, QUIET);
  }

  showNews() {
    this.arrange();
    this.part("list").focus();
  }

  async support(number, isOn) {
    this.own.keepSupport(number, isOn);
    this.update();
    try {
      const wish = { session: this.session, question: Number(number), on: isOn };
      const { on } = await act("back-question", wish);
      this.own.keepSupport(number, on);
    } catch (refusal) {
      this.own.keepSupport(number, !isOn);
      this.tell(refusal.message);
    }
    this.update();
  }

  async withdraw(number) {
    try {
      await act("withdraw-question", { session: this.session, question: Number(number) });
      await this.own.fetch();
    } catch (refusal) {
      this.tell(refusal.message);
    }
  }

  /** Say something to whoever acted, to be seen and heard. */
  tell(sentence) {
    const place = this.part("told");
    place.hidden = !sentence;
    write(place, sentence);
  }
}

customElements.define("konvent-questions", Questions);
