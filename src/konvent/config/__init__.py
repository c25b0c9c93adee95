# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The composition root: settings, URLs, the command line, and how chapters are wired together."""
