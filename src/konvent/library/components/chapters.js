// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// <konvent-chapters>: begins a new chapter where the player is, in the text somebody is writing.

class Chapters extends HTMLElement {
  connectedCallback() {
    this.video = document.querySelector("konvent-recording video");
    if (!this.video) return;
    [this.text] = this.querySelectorAll("textarea");
    this.querySelector("[data-part=tools]").hidden = false;
    this.addEventListener("focusin", ({ target }) => {
      if (target.matches("textarea")) this.text = target;
    });
    this.querySelector("[data-part=add]").onclick = () => this.add();
  }

  add() {
    const lines = this.text.value.split("\n").filter((line) => line.trim());
    lines.push(`${clock(this.video.currentTime)} `);
    this.text.value = lines.join("\n");
    this.text.focus();
    this.text.setSelectionRange(this.text.value.length, this.text.value.length);
    this.text.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function clock(seconds) {
  const whole = Math.floor(seconds);
  const two = (number) => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

customElements.define("konvent-chapters", Chapters);
