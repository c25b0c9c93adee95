// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// <konvent-poll-screen topic>: the poll that is on stage, large; without one there is nothing.

import { watch } from "../../foundation/components/live.js";
import { drawChart } from "./poll-chart.js";
import { inPageLanguage, phrases, write } from "./phrases.js";

class PollScreen extends HTMLElement {
  connectedCallback() {
    this.say = phrases(this);
    this.stop = watch(this.getAttribute("topic"), (state) => state && this.show(state));
  }

  disconnectedCallback() {
    this.stop();
  }

  part(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }

  show({ number, poll }) {
    this.hidden = !poll;
    this.closest(".presenter")?.toggleAttribute("data-poll", Boolean(poll));
    if (number !== this.number) this.part("chart").replaceChildren();
    this.number = number;
    if (!poll) return;
    write(this.part("question"), inPageLanguage(poll.question));
    drawChart(this.part("chart"), poll, this.say);
    const words = [this.say(poll.answers === 1 ? "answersOne" : "answersMany", { count: poll.answers })];
    if (poll.state === "closed") words.unshift(this.say("stateClosed"));
    write(this.part("answers"), words.join(" · "));
  }
}

customElements.define("konvent-poll-screen", PollScreen);
