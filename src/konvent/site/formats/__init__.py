# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What other programs read of the library and the stages: feeds, JSON, JSON-LD."""
