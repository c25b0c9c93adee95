# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The chapter's words in the audit log."""

from django.utils.translation import gettext_lazy as _

from konvent.foundation.audit_words import name_verbs

name_verbs(move=_("moved"))
