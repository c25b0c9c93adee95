// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// <konvent-board topic="stage/…/now">: keeps what a producer sees of a stage true, without a reload.

import { watch } from "../../foundation/components/live.js";

class Board extends HTMLElement {
  connectedCallback() {
    this.stop = watch(this.getAttribute("topic"), (state) => this.show(state));
  }

  disconnectedCallback() {
    this.stop?.();
  }

  show({ session, next, mode }) {
    const isByHand = mode === "by-hand";
    this.say("[data-session]", session && inPageLanguage(session.title));
    this.part("[data-nothing]").hidden = Boolean(session);
    this.part("[data-by-hand]").hidden = !isByHand;
    this.part("[data-by-schedule]").hidden = isByHand;
    this.part("[data-next]").hidden = !next;
    this.say("[data-next-title]", next && inPageLanguage(next.title));
    this.part("[data-when=by-hand]").disabled = !isByHand;
    this.offer(next?.code);
    for (const row of this.querySelectorAll("[data-code]")) {
      row.toggleAttribute("data-on", row.dataset.code === session?.code);
    }
  }

  offer(code) {
    const button = this.part("[data-put-next]");
    button.hidden = !code;
    button.value = code ?? "";
  }

  say(where, text) {
    const part = this.part(where);
    part.hidden = !text;
    if (text && part.textContent !== text) part.textContent = text;
  }

  part(where) {
    return this.querySelector(where);
  }
}

function inPageLanguage(texts) {
  return texts[document.documentElement.lang] ?? Object.values(texts)[0] ?? "";
}

customElements.define("konvent-board", Board);

document.addEventListener("konvent:connection", ({ detail }) => {
  for (const notice of document.querySelectorAll("[data-offline]")) {
    notice.hidden = detail.state !== "offline";
  }
});
