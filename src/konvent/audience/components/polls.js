// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// <konvent-polls session own>: the polls of a session, live. When one opens while somebody watches, one
// sentence says so beside the picture, and leads there.

import { watch } from "../../foundation/components/live.js";
import { drawChart } from "./poll-chart.js";
import { PollAnswer } from "./poll-answer.js";
import { inPageLanguage, phrases, write } from "./phrases.js";

class Polls extends HTMLElement {
  connectedCallback() {
    this.session = this.getAttribute("session");
    this.say = phrases(this);
    this.items = new Map();
    this.own = {};
    this.mark = `konvent-took-part/polls/${this.session}`;
    this.hidden = false;
    this.closest("[data-tab]")?.toggleAttribute("data-idle", true);
    for (const plain of document.querySelectorAll('[data-instead-of="konvent-polls"]')) {
      plain.hidden = true;
    }
    this.stop = watch(`session/${this.session}/polls`, (state) => this.take(state));
    if (localStorage.getItem(this.mark) !== null) this.fetchOwn();
  }

  disconnectedCallback() {
    this.stop();
    this.call("");
  }

  part(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }

  take(state) {
    if (!state) return;
    const before = this.polls;
    this.polls = state.polls;
    const numbers = Object.keys(this.polls).sort((a, b) => this.rank(a) - this.rank(b));
    this.part("empty").hidden = numbers.length > 0;
    this.closest("[data-tab]")?.toggleAttribute("data-idle", numbers.length === 0);
    const items = numbers.map((number) => this.item(number).element);
    const list = this.part("list");
    const isOther = items.length !== list.childElementCount || items.some((item, at) => item !== list.children[at]);
    if (isOther) list.replaceChildren(...items);
    this.showAll();
    if (before) this.announce(before);
  }

  // Open ones first, then the newest.
  rank(number) {
    return (this.polls[number].state === "open" ? 0 : 1_000_000) - Number(number);
  }

  item(number) {
    if (!this.items.has(number)) this.items.set(number, new PollItem(number, this));
    return this.items.get(number);
  }

  showAll() {
    for (const [number, poll] of Object.entries(this.polls)) this.item(number).show(poll, this.own[number]);
  }

  announce(before) {
    for (const [number, { state, question }] of Object.entries(this.polls)) {
      const was = before[number]?.state;
      const words = { question: inPageLanguage(question) };
      if (state === "open" && was !== "open") this.call(this.say("opened", words), number);
      else if (state === "closed" && was === "open") this.call(this.say("closed", words));
    }
  }

  // Say it where it is seen and heard, whichever tab is in front.
  call(sentence, number) {
    const place = document.querySelector("[data-poll-call]");
    if (!place) return;
    place.hidden = !sentence;
    write(place.querySelector("span"), sentence);
    const button = place.querySelector("button");
    button.hidden = number === undefined;
    button.onclick = () => this.goTo(number);
  }

  goTo(number) {
    this.call("");
    document.querySelector("konvent-tabs")?.choose(this.closest("[data-tab]"));
    const { element } = this.item(number);
    element.scrollIntoView({ block: "nearest" });
    element.focus({ preventScroll: true });
  }

  keep(number, own) {
    localStorage.setItem(this.mark, "1");
    this.own[number] = own;
    this.call("");
    this.showAll();
  }

  async fetchOwn() {
    const answer = await fetch(this.getAttribute("own"));
    if (!answer.ok || answer.redirected) return;
    this.own = { ...(await answer.json()).answers, ...this.own };
    if (this.polls) this.showAll();
  }
}

class PollItem {
  constructor(number, polls) {
    this.element = polls.part("poll").content.cloneNode(true).firstElementChild;
    this.number = number;
    this.polls = polls;
  }

  part(name) {
    return this.element.querySelector(`[data-part="${name}"]`);
  }

  show(poll, own) {
    const isOpen = poll.state === "open";
    const say = this.polls.say;
    write(this.part("state"), say(isOpen ? "stateOpen" : "stateClosed"));
    if (isOpen) this.answer ??= new PollAnswer(this, this.number, poll, this.polls);
    this.answer?.show(own);
    this.part("form").hidden = !isOpen;
    this.part("asked").hidden = isOpen;
    write(this.part("asked"), inPageLanguage(poll.question));
    const isShown = !isOpen || poll.results === "live";
    this.part("chart").hidden = !isShown;
    if (isShown) drawChart(this.part("chart"), poll, say);
    const count = say(poll.answers === 1 ? "answersOne" : "answersMany", { count: poll.answers });
    write(this.part("answers"), isShown ? count : `${count}. ${say("resultsLater")}`);
  }
}

customElements.define("konvent-polls", Polls);
