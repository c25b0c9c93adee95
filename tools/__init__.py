# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What dev.py is made of, and what it starts; nothing of the product."""
