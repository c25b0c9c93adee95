# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Doors to recordings: what players load, and what the staff does with captions."""
