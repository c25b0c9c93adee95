// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// What every page of Konvent runs; every part is an addition to a page that works without it.

import "./announcements.js";
import "./first-mistake.js";
import "./menu.js";
import "./on-stage.js";
