# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Everybody who takes part: staff and their roles, speakers, organisations."""
