# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Segments of picture and sound: how they are called, remembered, listed and looked into.

What is live and what is on demand are views of the same segments; both read and write them here.
"""
