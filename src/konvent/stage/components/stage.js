// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// What the page of a stage runs beside app.js: the player, and what changes around it.

import "../../foundation/components/player-language.js";
import "./listen.js";
import "./player.js";
import "./stage-news.js";
