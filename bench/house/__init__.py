# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The house under measurement: Konvent as it is, and one topic that the benchmark can change."""
