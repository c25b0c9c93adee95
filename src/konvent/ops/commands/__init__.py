# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Commands of ``konvent``, one module each: NAME, HELP, `configure(parser)`, `run(options)`."""
