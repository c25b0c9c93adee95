# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The dress rehearsal: as many people as are expected come, watch and take part, the day before.

Nouns: invitation (where they go, and with which tickets), person, crowd, measures, promise, report.
"""
