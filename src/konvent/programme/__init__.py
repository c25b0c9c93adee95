# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What happens when and where: rooms, tracks, sessions, and the versions of the programme."""
