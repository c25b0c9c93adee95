// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// What the library's pages in the staff area run.

import "./caption-editor.js";
import "./chapters.js";
import "./cut.js";
