// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// Who came with a speaker's link alone has no ticket: their entry of the menu leads to their stage.

if (/(?:^|; )konvent_on_stage=/.test(document.cookie)) {
  for (const link of document.querySelectorAll("[data-on-stage]")) {
    link.textContent = link.dataset.onStage;
  }
}
