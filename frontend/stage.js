// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// What a stage page runs beside app.js: the player.

import "chapters:stage.js";
