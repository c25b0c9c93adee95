// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// What was not right in a form comes into focus, so that nobody has to look for it.

document.querySelector("[data-focus]")?.focus();
