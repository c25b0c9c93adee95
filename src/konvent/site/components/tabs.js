// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// <konvent-tabs>: on a phone, one part of the page at a time; where there is room, all of them.
//
// The parts are the elements beside it, or inside those, that carry data-tab with a name. A part that
// is empty, or idle for now (data-idle), has no tab.

const PHONE = matchMedia("(max-width: 63.99em)");
const SEEN = { childList: true, attributeFilter: ["data-idle"] };
let numbers = 0;

const isPresent = (part) => part.childElementCount > 0 && part.dataset.idle === undefined;

class Tabs extends HTMLElement {
  connectedCallback() {
    this.parts = [...this.parentElement.querySelectorAll("[data-tab]")];
    this.observer = new MutationObserver(() => this.arrange());
    for (const part of this.parts) this.observer.observe(part, SEEN);
    this.turned = () => this.arrange();
    PHONE.addEventListener("change", this.turned);
    this.addEventListener("keydown", (event) => this.turn(event));
    this.replaceChildren(...this.parts.map((part) => this.tab(part)));
    this.arrange();
  }

  disconnectedCallback() {
    this.observer.disconnect();
    PHONE.removeEventListener("change", this.turned);
  }

  tab(part) {
    const tab = document.createElement("button");
    numbers += 1;
    tab.type = "button";
    tab.id = `tab-${numbers}`;
    tab.role = "tab";
    tab.textContent = part.dataset.tab;
    part.id ||= `part-${numbers}`;
    tab.setAttribute("aria-controls", part.id);
    tab.addEventListener("click", () => this.choose(part));
    return tab;
  }

  choose(part) {
    this.chosen = part;
    this.arrange();
  }

  arrange() {
    const present = this.parts.filter(isPresent);
    const isPhone = PHONE.matches && present.length > 1;
    this.hidden = !isPhone;
    this.role = "tablist";
    const chosen = present.includes(this.chosen) ? this.chosen : this.first(present);
    for (const [place, part] of this.parts.entries()) {
      const tab = this.children[place];
      const isChosen = part === chosen;
      tab.hidden = !present.includes(part);
      tab.setAttribute("aria-selected", String(isChosen));
      tab.tabIndex = isChosen ? 0 : -1;
      part.toggleAttribute("data-away", isPhone && !isChosen);
      if (isPhone) part.role = "tabpanel";
      else part.removeAttribute("role");
    }
  }

  // Taking part comes first.
  first(present) {
    return present.find((part) => part.dataset.fresh === "questions") ?? present[0];
  }

  turn({ key }) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
    if (!step) return;
    const tabs = [...this.children].filter((tab) => !tab.hidden);
    const next = tabs[(tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length];
    next.click();
    next.focus();
  }
}

customElements.define("konvent-tabs", Tabs);
