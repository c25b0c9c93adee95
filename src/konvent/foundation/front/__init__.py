# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The process that owns the port: answers from memory what it can, streams, passes on the rest.

It knows nothing of tickets or programmes. What it must ask other chapters is injected (`porter`).
"""
