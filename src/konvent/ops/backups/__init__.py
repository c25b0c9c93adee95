# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Backups: an installation as it was at one moment, in a folder that proves itself whole.

Nothing here needs Django, so that an empty machine can be restored before there is anything to
load.
"""
