# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Letters by mail: what waits to be sent, what became of it, and what organisers have it say."""
