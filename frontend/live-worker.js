// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// What all tabs of a browser share: the event stream.

import "chapters:live-worker.js";
