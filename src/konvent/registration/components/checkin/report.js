// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// What a door says: the verdict, large; the numbers; the line; whom it let in last. Its words come from the page.

const page = document.documentElement;
const LAST = 8; // so many of whom it let in are shown
const SIGNS = { good: "✓", look: "!", bad: "✕" };
const KINDS = {
  ...{ in: "good", already: "look", out: "look", "was-first": "look", "refused-late": "bad" },
  ...{ revoked: "bad", unknown: "bad", other: "bad", nothing: "bad", over: "bad" },
  early: "look",
  ...{ unlisted: "look", none: "look", "no-code": "look", "no-camera": "look" },
  ...{ "camera-refused": "look", "camera-gone": "look" },
  "signed-out": "bad",
};
const UNHEARD = ["out", "none", "no-code", "no-camera", "camera-refused", "camera-gone", "early"];

export class Report {
  #place;
  #takeBack;
  #time = new Intl.DateTimeFormat(page.lang, {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: page.dataset.zone,
  });

  constructor(place, takeBack) {
    this.#place = place;
    this.#takeBack = takeBack;
  }

  #part(name) {
    return this.#place.querySelector(`[data-part="${name}"]`);
  }

  #word(name, facts = {}) {
    const sentences = this.#part("sentences").content;
    const words = sentences.querySelector(`[data-word="${name}"]`).textContent;
    return words.replace(/\{(\w+)\}/g, (_whole, fact) => facts[fact] ?? "");
  }

  /** Whether a verdict has a tone: those about somebody at the door have. */
  isHeard(verdict) {
    return verdict in KINDS && !UNHEARD.includes(verdict);
  }

  /** Say who may come in; everything is said once more for those who do not see the sign. */
  say(verdict, { person, arrival } = {}) {
    const panel = this.#part("verdict");
    const kind = KINDS[verdict] ?? "calm";
    panel.dataset.kind = kind;
    this.#write("sign", SIGNS[kind] ?? "");
    this.#write("headline", this.#word(verdict));
    this.#write("who", person?.name ?? "");
    this.#write("group", [person?.group, person?.organisation].filter(Boolean).join(" · "));
    this.#write("detail", this.#detail(verdict, arrival));
    const button = this.#part("undo");
    button.hidden = verdict !== "in" && verdict !== "already";
    button.onclick = () => this.#takeBack(person);
    this.#bringIntoView();
  }

  /** Show the verdict; with the camera on its picture has to be seen as well, right below. */
  #bringIntoView() {
    const block = this.#part("view").hidden ? "nearest" : "start";
    this.#part("verdict").scrollIntoView({ block });
  }

  #detail(verdict, arrival) {
    if (!["already", "was-first"].includes(verdict)) return this.#word(`${verdict}-more`);
    return this.#word(arrival.door ? "since-door" : "since", {
      time: this.#time.format(arrival.at),
      door: arrival.door,
    });
  }

  #write(name, text) {
    const place = this.#part(name);
    place.textContent = text;
    place.hidden = text === "";
  }

  showNumbers({ arrived, expected }) {
    this.#write("arrived", arrived.toLocaleString(page.lang));
    this.#write("expected", expected.toLocaleString(page.lang));
  }

  showLine(state) {
    const line = this.#part("line");
    if (line.dataset.state === state) return;
    line.dataset.state = state;
    this.#write("line-words", this.#word(`line-${state}`));
  }

  showWaiting(count) {
    const words = count ? this.#word("waiting", { count: count.toLocaleString(page.lang) }) : "";
    this.#write("waiting", words);
  }

  showRefused(count) {
    this.#write("refused", this.#word("refused", { count: count.toLocaleString(page.lang) }));
  }

  showCamera(isOn) {
    this.#part("view").hidden = !isOn;
    this.#part("start-words").textContent = this.#word(isOn ? "stop" : "start");
    this.#bringIntoView();
  }

  /** Show whom a search found, each with a way to let them in, or when they came. */
  offer(people, arrivalOf = () => null) {
    const list = this.#part("found");
    list.replaceChildren(...people.map((one) => this.#line(one, arrivalOf(one.ticket))));
    list.querySelector("button")?.focus();
  }

  #line(person, arrival) {
    const line = this.#template("found-line");
    line.querySelector("[data-part=line-name]").textContent = person.name || person.address;
    const facts = [person.group, person.organisation, person.address].filter(Boolean);
    if (arrival) facts.unshift(this.#word("in-since", { time: this.#time.format(arrival.at) }));
    line.querySelector("[data-part=line-facts]").textContent = facts.join(" · ");
    const button = line.querySelector("button");
    button.value = person.ticket;
    this.#name(button, person);
    return line;
  }

  /** Show that this door let somebody in, with a way to take it back. */
  remember(person, scan) {
    const list = this.#part("recent");
    const line = this.#template("recent-line");
    line.dataset.ticket = person.ticket;
    line.querySelector("[data-part=line-name]").textContent = person.name;
    line.querySelector("time").textContent = this.#time.format(scan.at);
    const button = line.querySelector("button");
    this.#name(button, person);
    button.addEventListener("click", () => this.#takeBack(person));
    list.prepend(line);
    while (list.children.length > LAST) list.lastElementChild.remove();
    this.#part("recently").hidden = false;
  }

  #template(name) {
    return this.#part(name).content.firstElementChild.cloneNode(true);
  }

  #name(button, person) {
    button.querySelector(".visually-hidden").textContent = `: ${person.name || person.address}`;
  }

  /** Take somebody out of those that this door let in. */
  strike(ticket) {
    this.#part("recent").querySelector(`[data-ticket="${ticket}"]`)?.remove();
    this.#part("recently").hidden = this.#part("recent").children.length === 0;
  }

  /** Leave no name on the page. */
  forget() {
    this.#part("recent").replaceChildren();
    this.#part("found").replaceChildren();
    this.#part("recently").hidden = true;
    for (const name of ["who", "group"]) this.#write(name, "");
    this.#part("undo").hidden = true;
    this.#part("undo").onclick = null;
  }
}
