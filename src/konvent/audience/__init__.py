# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The audience takes part: it asks, supports and is heard; moderators lead."""
