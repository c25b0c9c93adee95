# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Everything that can be done with staff, with persons on stage, and with organisations."""
