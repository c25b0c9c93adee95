// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// A text as it is compared: without case and accents, so that "burger" finds "Bürger".

export const folded = (text) =>
  text
    .toLocaleLowerCase()
    .replaceAll("ß", "ss")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "");
