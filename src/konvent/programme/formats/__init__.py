# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The programme in the formats of the field: schedule.xml, schedule.json, iCalendar, schema.org.

Readers are tolerant and say what they had to repair or ignore; writers are strict: what they
make is valid. No module here knows the database.
"""
