// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// What pages of attendees run when they take part.

import "./chat.js";
import "./hands.js";
import "./polls.js";
import "./questions.js";
import "./reactions.js";
