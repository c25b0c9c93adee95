// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// What the pages of organisers and producers run beside app.js.

import "chapters:manage.js";
