// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// <konvent-late topic code starts>: says beside a session's published time that it is expected later.
// What shows the session may move with it: it is told by `data-expected-starts` and `-ends`, in seconds.

import { watch } from "../../foundation/components/live.js";
import { clock, say } from "./words.js";

class Late extends HTMLElement {
  connectedCallback() {
    this.unwatch = watch(this.getAttribute("topic"), (state) => this.show(state));
  }

  disconnectedCallback() {
    this.unwatch();
  }

  show({ late }) {
    const expected = late?.[this.getAttribute("code")];
    this.hidden = !expected;
    this.textContent = expected ? this.words(expected) : "";
    this.tell(expected);
  }

  words({ minutes, starts, ends }) {
    const begins = Date.parse(starts) / 1000 > Number(this.getAttribute("starts"));
    if (!begins) return say("untilAbout", { time: clock(new Date(ends)) });
    const time = clock(new Date(starts));
    return say(minutes === 1 ? "laterOne" : "laterMany", { minutes, time });
  }

  tell(expected) {
    const place = this.closest("[data-ends]");
    if (!place) return;
    if (expected) {
      place.dataset.expectedStarts = Date.parse(expected.starts) / 1000;
      place.dataset.expectedEnds = Date.parse(expected.ends) / 1000;
    } else {
      delete place.dataset.expectedStarts;
      delete place.dataset.expectedEnds;
    }
    this.dispatchEvent(new CustomEvent("konvent:expected", { bubbles: true }));
  }
}

customElements.define("konvent-late", Late);
