// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// Where browsers that cannot read QR codes themselves have them read, beside the page.

import "chapters:qr-worker.js";
