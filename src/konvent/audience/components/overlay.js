// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// <konvent-overlay-question topic>: the question that is on stage, laid over the picture; else nothing.

import "./poll-screen.js";
import { watch } from "../../foundation/components/live.js";
import { write } from "./phrases.js";

class OverlayQuestion extends HTMLElement {
  connectedCallback() {
    this.stop = watch(this.getAttribute("topic"), ({ question }) => this.show(question));
  }

  disconnectedCallback() {
    this.stop();
  }

  show(question) {
    this.hidden = !question;
    if (!question) return;
    write(this.querySelector('[data-part="text"]'), question.text);
    write(this.querySelector('[data-part="name"]'), question.name ?? "");
  }
}

customElements.define("konvent-overlay-question", OverlayQuestion);
