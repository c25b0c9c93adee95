# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""English as it is read in Europe: the day before the month, and 24 hours."""
