// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// <konvent-cut>: takes start and end of a recording from where its player is.
//
// The player counts from the recording's start; what is typed is the time of day. Where the stage
// showed nothing the two go apart, so each unbroken stretch says when it began.

class Cut extends HTMLElement {
  connectedCallback() {
    this.video = document.querySelector("konvent-recording video");
    if (!this.video) return;
    this.stretches = JSON.parse(this.querySelector("script").textContent);
    this.querySelector("[data-part=tools]").hidden = false;
    for (const name of ["cut_from", "cut_until"]) {
      this.querySelector(`[data-part=${name}]`).onclick = () => this.take(name);
    }
  }

  take(name) {
    const field = this.querySelector(`input[name=${name}]`);
    field.value = this.clock(this.moment(this.video.currentTime));
    field.focus();
  }

  // Seconds since 1970 of what the player shows.
  moment(position) {
    const stretch = this.stretches.findLast((one) => one.starts_in <= position) ?? this.stretches[0];
    return stretch.starts_at + position - stretch.starts_in;
  }

  // As the convention's clock shows it, which need not be the one of this computer.
  clock(moment) {
    const zone = this.querySelector("input[name=cut_from]").dataset.zone;
    const there = new Date(moment * 1000).toLocaleString("sv-SE", { timeZone: zone });
    return there.replace(" ", "T");
  }
}

customElements.define("konvent-cut", Cut);
