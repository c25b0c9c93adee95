# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Words that a convention does not want to read from its audience."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from konvent.convention.models import Convention

LONGEST_LIST = 10_000


class WordList(models.Model):
    """One word or a few in each line; an asterisk at the end stands for any ending."""

    convention = models.OneToOneField(
        Convention, on_delete=models.CASCADE, related_name="word_list"
    )
    words = models.TextField(_("words"), max_length=LONGEST_LIST, blank=True)

    def __str__(self) -> str:
        return str(self.convention)
