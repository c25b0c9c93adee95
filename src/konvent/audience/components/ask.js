// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// The form to ask: it counts, keeps what was typed, and offers similar questions before it sends.

import { act } from "../../foundation/components/act.js";
import { write } from "./phrases.js";

const FEW_LEFT = 60;

export class AskForm {
  constructor(form, list) {
    this.form = form;
    this.list = list;
    this.draft = `konvent-question/${list.session}`;
    this.text = form.elements.text;
    this.text.value ||= sessionStorage.getItem(this.draft) ?? "";
    this.renew();
    form.toggleAttribute("data-open", this.text.value !== "");
    form.addEventListener("focusin", () => form.toggleAttribute("data-open", true));
    this.text.addEventListener("input", () => this.typed());
    form.addEventListener("submit", (event) => this.submit(event));
    this.part("anyway").addEventListener("click", () => this.send(true));
    this.count();
  }

  part(name) {
    return this.form.querySelector(`[data-part="${name}"]`);
  }

  // Sent twice with the same key is asked once.
  renew() {
    this.key = crypto.randomUUID?.() ?? fallbackKey();
  }

  take({ naming, moderation }, isOpen) {
    this.form.hidden = !isOpen;
    this.list.part("closed").hidden = isOpen;
    this.form.elements.name.required = naming === "named";
    this.part("name-hint").hidden = naming === "named";
    this.part("moderated").hidden = moderation === "after";
  }

  typed() {
    sessionStorage.setItem(this.draft, this.text.value);
    this.offer([]);
    this.count();
  }

  count() {
    const left = this.text.maxLength - this.text.value.length;
    const counter = this.part("count");
    write(counter, this.list.say(left === 1 ? "leftOne" : "leftMany", { count: left }));
    counter.classList.toggle("is-few", left <= FEW_LEFT);
  }

  submit(event) {
    event.preventDefault();
    this.send(false);
  }

  async send(isSure) {
    if (this.isSending) return;
    this.isSending = true;
    this.blame();
    try {
      const said = await act("ask-question", this.wish(isSure));
      if (said.similar) this.offer(said.similar);
      else await this.sent(said);
    } catch (refusal) {
      this.blame(refusal);
    }
    this.isSending = false;
  }

  wish(isSure) {
    return {
      session: this.list.session,
      key: this.key,
      text: this.text.value,
      name: this.form.elements.name.value,
      sure: isSure,
    };
  }

  async sent({ state }) {
    this.text.value = "";
    sessionStorage.removeItem(this.draft);
    this.renew();
    this.offer([]);
    this.count();
    this.list.tell(this.list.say(state === "visible" ? "sentVisible" : "sentWaiting"));
    this.list.own.remember();
    await this.list.own.fetch();
  }

  blame({ message = "", field = "" } = {}) {
    const place = this.part("error");
    place.hidden = !message;
    write(place, message);
    for (const input of [this.text, this.form.elements.name]) {
      if (field === input.name) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
    if (field) this.form.elements[field]?.focus();
  }

  offer(similar) {
    const place = this.part("similar");
    const wasHidden = place.hidden;
    place.hidden = similar.length === 0;
    this.part("similar-list").replaceChildren(...similar.map((one) => this.#similar(one)));
    if (wasHidden && similar.length) place.focus();
  }

  #similar({ number, text }) {
    const item = this.part("similar-one").content.cloneNode(true).firstElementChild;
    item.querySelector('[data-part="similar-text"]').textContent = text;
    item.querySelector("button").addEventListener("click", async () => {
      await this.list.support(String(number), true);
      this.text.value = "";
      this.typed();
      this.list.tell(this.list.say("supportedInstead"));
    });
    return item;
  }
}

// Outside of https there is no randomUUID.
function fallbackKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
