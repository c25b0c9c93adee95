// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// <konvent-chat kind place alone>: what is said in the chat of a stage or a session. One that was never open
// is not there, unless a page has nothing else to show. Who reads further up stays there; a button says what is new. Who listens hears sums, and is told when somebody writes to them.

import { act } from "../../foundation/components/act.js";
import { watch } from "../../foundation/components/live.js";
import { clock, phrases, write } from "./phrases.js";
import { keepName, yourName } from "./your-name.js";

const QUIET = 10_000;
const AT_THE_END = 40; // pixels

class Chat extends HTMLElement {
  connectedCallback() {
    this.kind = this.getAttribute("kind");
    this.place = this.getAttribute("place");
    this.say = phrases(this);
    this.items = new Map();
    this.fresh = 0;
    this.follows = true; // who reads further up does not
    this.renew();
    this.form = this.part("form");
    this.form.elements.name.value = yourName();
    this.form.addEventListener("submit", (event) => this.send(event));
    this.part("reply").querySelector("button").addEventListener("click", () => this.replyTo());
    this.part("news").addEventListener("click", () => this.toTheEnd());
    this.part("list").addEventListener("scroll", () => this.noticeWhere());
    // It has no height until its tab is opened, and less while somebody types on a phone.
    new ResizeObserver(() => this.follows && this.toTheEnd()).observe(this.part("list"));
    this.closest("[data-tab]")?.toggleAttribute("data-idle", true);
    for (const plain of document.querySelectorAll('[data-instead-of="konvent-chat"]')) plain.hidden = true;
    this.stop = watch(`${this.kind}/${this.place}/chat`, (state) => state && this.take(state));
  }

  disconnectedCallback() {
    this.stop();
    clearTimeout(this.timer);
  }

  part(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }

  renew() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    this.key = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  noticeWhere() {
    const list = this.part("list");
    if (list.clientHeight === 0) return;
    this.follows = list.scrollHeight - list.scrollTop - list.clientHeight < AT_THE_END;
    if (this.follows) this.clearNews();
  }

  take(state) {
    const isFirst = this.state === undefined;
    this.state = state;
    const keys = Object.keys(state.messages).sort();
    const isUsed = state.is_open || keys.length > 0;
    this.hidden = !isUsed && !this.hasAttribute("alone");
    this.closest("[data-tab]")?.toggleAttribute("data-idle", !isUsed);
    this.part("form").hidden = !state.is_open;
    this.part("closed").hidden = state.is_open;
    this.part("empty").hidden = keys.length > 0;
    write(this.part("slow"), state.pause ? this.say("slow", { seconds: state.pause }) : "");
    const added = keys.filter((key) => !this.items.has(key));
    for (const key of this.items.keys()) if (!state.messages[key]) this.remove(key);
    for (const key of added) this.add(key, state.messages[key]);
    if (!isFirst) this.tell(added.map((key) => state.messages[key]));
    if (this.follows) this.toTheEnd();
    else this.offer(added.length);
  }

  remove(key) {
    this.items.get(key).remove();
    this.items.delete(key);
  }

  add(key, message) {
    const item = this.part("one").content.cloneNode(true).firstElementChild;
    const part = (name) => item.querySelector(`[data-part="${name}"]`);
    part("name").textContent = message.name;
    part("team").hidden = !message.is_staff;
    part("at").textContent = clock(message.at);
    part("at").dateTime = message.at;
    part("to").textContent = message.reply ? this.say("to", { name: message.reply.name }) : "";
    part("text").textContent = message.text;
    const what = `: ${message.name}, ${message.text}`;
    part("answer-what").textContent = what;
    part("report-what").textContent = what;
    part("answer").addEventListener("click", () => this.replyTo(Number(key), message.name));
    part("report").addEventListener("click", () => this.report(Number(key)));
    item.classList.toggle("is-mine", this.isToMe(message));
    this.items.set(key, item);
    this.part("list").append(item);
  }

  isToMe({ text, reply }) {
    const name = this.form.elements.name.value.trim();
    return Boolean(name) && (reply?.name === name || text.includes(`@${name}`));
  }

  tell(added) {
    const toMe = added.find((message) => this.isToMe(message));
    if (toMe) write(this.part("said"), this.say("mentioned", { name: toMe.name }));
    this.unheard = (this.unheard ?? 0) + added.length;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      const count = this.unheard;
      this.unheard = 0;
      if (count) write(this.part("said"), this.say(count === 1 ? "newOne" : "newMany", { count }));
    }, QUIET);
  }

  offer(count) {
    this.fresh += count;
    const button = this.part("news");
    button.hidden = this.fresh === 0;
    write(button, this.say(this.fresh === 1 ? "newOne" : "newMany", { count: this.fresh }));
  }

  clearNews() {
    this.fresh = 0;
    this.offer(0);
  }

  toTheEnd() {
    const list = this.part("list");
    this.follows = true;
    list.scrollTop = list.scrollHeight;
    this.clearNews();
  }

  replyTo(number = 0, name = "") {
    this.answered = number;
    this.part("reply").hidden = !number;
    write(this.part("reply").querySelector("span"), this.say("replyTo", { name }));
    this.form.elements.text.focus();
  }

  async send(event) {
    event.preventDefault();
    if (this.isSending) return;
    this.isSending = true;
    const { name, text } = this.form.elements;
    try {
      await act("say", this.wish({ key: this.key, text: text.value, name: name.value, reply: this.answered ?? 0 }));
      keepName(name.value);
      text.value = "";
      this.renew();
      this.blame("");
      this.replyTo();
      this.toTheEnd();
    } catch (refusal) {
      this.blame(refusal.message);
    }
    this.isSending = false;
  }

  async report(message) {
    try {
      await act("report-message", this.wish({ message }));
      write(this.part("slow"), this.say("reported"));
      write(this.part("said"), this.say("reported"));
    } catch (refusal) {
      this.blame(refusal.message);
    }
  }

  wish(more) {
    return { kind: this.kind, place: this.place, ...more };
  }

  blame(message) {
    const place = this.part("error");
    place.hidden = !message;
    write(place, message);
  }
}

customElements.define("konvent-chat", Chat);
