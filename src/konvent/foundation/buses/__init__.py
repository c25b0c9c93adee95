# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The ways on which names of changed topics travel; a setting chooses one."""
