// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// <konvent-preview src>: what a source sends, muted and small, inside <details>.
//
// Nothing is loaded, not even the player, until somebody opens it; closed, or in a tab that nobody
// sees, it is cut off.

class Preview extends HTMLElement {
  connectedCallback() {
    this.details = this.closest("details");
    this.follow = () => this.startOrStop();
    this.details.addEventListener("toggle", this.follow);
    document.addEventListener("visibilitychange", this.follow);
    this.startOrStop();
  }

  disconnectedCallback() {
    this.details.removeEventListener("toggle", this.follow);
    document.removeEventListener("visibilitychange", this.follow);
    this.stop();
  }

  get isWatched() {
    return this.isConnected && this.details.open && !document.hidden;
  }

  async startOrStop() {
    if (!this.isWatched) return this.stop();
    const { Stream } = await import("./stream.js");
    if (!this.isWatched || this.stream) return;
    const video = document.createElement("video");
    Object.assign(video, { muted: true, playsInline: true, loop: true });
    video.setAttribute("aria-label", this.getAttribute("name"));
    this.querySelector("[data-picture]").replaceChildren(video);
    this.stream = new Stream(video, this.getAttribute("src"), (state) => this.show(state));
    this.stream.start();
  }

  stop() {
    this.stream?.stop();
    this.stream = undefined;
    this.querySelector("[data-picture]").replaceChildren();
    this.show("");
  }

  show(state) {
    for (const words of this.querySelectorAll("[data-state]")) {
      words.hidden = !words.dataset.state.split(" ").includes(state);
    }
  }
}

customElements.define("konvent-preview", Preview);
