// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// What an overlay runs: it is a page of its own in OBS, without anything of the site.

import "chapters:overlay.js";
