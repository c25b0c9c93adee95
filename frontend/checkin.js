// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// What a door of the check-in runs beside app.js and manage.js.

import "chapters:checkin.js";
