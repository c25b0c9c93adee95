// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// The choice between a stage's qualities, where it offers more than one: by itself as the line allows,
// one height, or the sound alone. It is kept for as long as the tab is open.

const KEPT = "konvent-quality";

export class Quality {
  constructor(select, stream) {
    this.select = select;
    this.stream = stream;
    this.words = { ...select.dataset };
    stream.offer = () => this.show();
    stream.choose(sessionStorage.getItem(KEPT) ?? "");
    // The player would take the arrows and letters for itself.
    select.onkeydown = (event) => event.stopPropagation();
    select.onchange = () => this.chosen(select.value);
  }

  // Whoever asks for the sound wants to hear it.
  chosen(wish) {
    if (wish === "sound") this.stream.video.muted = false;
    this.choose(wish);
  }

  choose(wish) {
    sessionStorage.setItem(KEPT, wish);
    this.stream.choose(wish);
    this.show();
  }

  showPicture() {
    this.choose("");
    this.select.focus();
  }

  show() {
    const { hasSoundAlone, heights, wish } = this.stream;
    const pictures = heights.length > 1 ? heights.map((height) => [String(height), `${height}p`]) : [];
    const choices = [["", this.words.automatic], ...pictures, ["sound", this.words.soundAlone]];
    this.select.hidden = !hasSoundAlone;
    this.select.replaceChildren(...choices.map(([value, name]) => new Option(name, value)));
    this.select.value = choices.some(([value]) => value === wish) ? wish : "";
  }
}
