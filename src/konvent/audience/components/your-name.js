// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// The name somebody has typed to take part, remembered by their browser for the next time.

const NAME = "konvent-chat-name";

/** The name that was typed last; empty if there was none. */
export const yourName = () => localStorage.getItem(NAME) ?? "";

/** Remember a name for the next time. */
export const keepName = (name) => localStorage.setItem(NAME, name);
