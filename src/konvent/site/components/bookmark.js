// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// <konvent-bookmark code>: a button that puts a session into one's agenda or takes it out again.

import { choose, isKept } from "./agenda-store.js";
import { say } from "./words.js";

class Bookmark extends HTMLElement {
  connectedCallback() {
    this.button ??= this.appendChild(document.createElement("button"));
    this.button.type = "button";
    this.button.onclick = () => choose(this.code, !isKept(this.code));
    this.refresh = () => this.show();
    document.addEventListener("konvent:agenda", this.refresh);
    this.show();
  }

  disconnectedCallback() {
    document.removeEventListener("konvent:agenda", this.refresh);
  }

  get code() {
    return this.getAttribute("code");
  }

  // The button's name says which session it is about, for those who hear it alone.
  get session() {
    return this.closest("li, article")?.querySelector("h1, h3")?.textContent.trim() ?? "";
  }

  show() {
    const kept = isKept(this.code);
    const word = say(kept ? "drop" : "keep");
    this.button.setAttribute("aria-pressed", kept);
    this.button.setAttribute("aria-label", `${word}: ${this.session}`);
    this.button.textContent = word;
  }
}

customElements.define("konvent-bookmark", Bookmark);
