// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// <konvent-library index>: filters and search of the recordings that are on the page.

import { Filters } from "./filters.js";

class LibraryFilters extends Filters {
  static names = ["day", "stage", "track", "type", "language", "captions", "sign"];
}

class Library extends HTMLElement {
  connectedCallback() {
    const address = new URLSearchParams(location.search);
    const list = this.querySelector('[data-part="shelf"]');
    if (list === null) return;
    const filters = new LibraryFilters(this, list, address);
    filters.changed = () => {
      const query = address.toString();
      history.replaceState(history.state, "", query ? `?${query}` : location.pathname);
    };
  }
}

customElements.define("konvent-library", Library);
