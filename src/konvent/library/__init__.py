# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What can be seen again: recordings with their chapter marks, captions and companions."""
