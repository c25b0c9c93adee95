# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What operators and organisers run from the command line: demo, import, export, doctor."""
