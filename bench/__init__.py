# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Programs that hold Konvent to the numbers of its design, each against a baseline in one run."""
