// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// What the desk of those who lead the audience runs.

import "./poll-desk.js";
import "./poll-screen.js";
import "./question-desk.js";
import "./presenter.js";
import "./time-left.js";
