# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What every chapter stands on: topics and the hub, published pages, texts, the audit log."""
