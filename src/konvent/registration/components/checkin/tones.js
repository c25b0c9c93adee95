// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// A short tone for each verdict, made by the browser: high is welcome, twice low is look here.

const GOOD = [880];
const BAD = [220, 220];
const LASTS = 0.12; // seconds
const PAUSE = 0.06;
const VOLUME = 0.2;

let context;

/** Sound welcome, or not. Browsers allow it once somebody has touched the page. */
export function sound(isGood) {
  context ??= new AudioContext();
  if (context.state === "suspended") context.resume();
  (isGood ? GOOD : BAD).forEach((frequency, place) => {
    const tone = new OscillatorNode(context, { frequency });
    const volume = new GainNode(context, { gain: VOLUME });
    tone.connect(volume).connect(context.destination);
    const start = context.currentTime + place * (LASTS + PAUSE);
    tone.start(start);
    tone.stop(start + LASTS);
  });
}
