// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// What the stage's overlays run. "#2" behind the address shows the second person of a lower third alone.

import "./desk-clock.js";
import "./stage-news.js";

function choosePerson() {
  document.documentElement.dataset.person = location.hash.slice(1);
}

addEventListener("hashchange", choosePerson);
choosePerson();
