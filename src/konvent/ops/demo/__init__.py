# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The reference convention: what is known of the Smart Country Convention 2020, happening now."""
