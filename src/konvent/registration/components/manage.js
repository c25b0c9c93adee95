// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// What organisers' pages about the doors run.

import "./doors.js";
