// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// What the page of a recording runs beside app.js.

import "../../foundation/components/player-language.js";
import "./recording-player.js";
import "./transcript.js";
