// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// The menu of small screens closes with Escape and when somebody turns elsewhere.

const menu = document.querySelector("details.menu");

function closeWhenOutside({ target }) {
  if (menu.open && !menu.contains(target)) menu.open = false;
}

if (menu) {
  document.addEventListener("click", closeWhenOutside);
  document.addEventListener("focusin", closeWhenOutside);
  menu.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}
