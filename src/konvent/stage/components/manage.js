// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// What the chapter adds to the staff area.

import "./audience-numbers.js";
import "./desk.js";
import "./desk-clock.js";
import "./films.js";
import "./meter.js";
import "./preview.js";
