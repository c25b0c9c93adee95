// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// What the pages everybody sees run.

import "./agenda-count.js";
import "./agenda.js";
import "./band.js";
import "./bookmark.js";
import "./clock.js";
import "./countdown.js";
import "./directory.js";
import "./late.js";
import "./library.js";
import "./now.js";
import "./own-time.js";
import "./phase.js";
import "./programme.js";
import "./tabs.js";
import "./waiting.js";
