// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// <konvent-programme index day>: filters, search, the two views and the line of now, on the list
// that is already there. Everything somebody chose is in the address, to be shared and returned to.

import { ProgrammeFilters } from "./programme-filters.js";
import { DayClock } from "./programme-clock.js";

const WIDE = matchMedia("(min-width: 56em)");

class Programme extends HTMLElement {
  connectedCallback() {
    this.address = new URLSearchParams(location.search);
    this.table = this.querySelector('[data-part="timetable"]');
    this.clock = new DayClock(this, this.table);
    this.filters = new ProgrammeFilters(this, this.table, this.address);
    this.filters.changed = () => this.remember();
    this.views();
    this.clock.start();
    this.carryToOtherDays();
  }

  disconnectedCallback() {
    this.clock.stop();
  }

  views() {
    const group = this.querySelector('[data-part="views"]');
    group.hidden = this.table.querySelector(".item") === null;
    for (const button of group.querySelectorAll("button")) {
      button.onclick = () => {
        this.address.set("view", button.dataset.view);
        this.showView();
        this.remember();
      };
    }
    WIDE.addEventListener("change", () => this.showView());
    this.showView();
  }

  showView() {
    const view = this.address.get("view") ?? (WIDE.matches ? "grid" : "list");
    this.table.dataset.view = view;
    // What scrolls by itself can be reached by keyboard.
    if (this.table.scrollWidth > this.table.clientWidth) this.table.tabIndex = 0;
    else this.table.removeAttribute("tabindex");
    for (const button of this.querySelectorAll("[data-part='views'] button")) {
      button.setAttribute("aria-pressed", button.dataset.view === view);
    }
    this.clock.place();
  }

  remember() {
    const query = this.address.toString();
    history.replaceState(history.state, "", query ? `?${query}` : location.pathname);
    this.carryToOtherDays();
  }

  carryToOtherDays() {
    for (const link of this.querySelectorAll(".day-tab, .outcome__days a")) {
      link.search = this.address.toString();
    }
  }
}

customElements.define("konvent-programme", Programme);
