# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The way in: tickets, the gate that checks them, and what a ticket holder keeps."""
