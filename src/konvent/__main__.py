# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""``python -m konvent`` is the same as ``konvent``."""

from konvent.config.cli import main

raise SystemExit(main())
