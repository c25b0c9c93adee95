# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The palette of stages and tracks; the style sheet has a light and a dark face of each."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Colour(models.TextChoices):
    """A name the style sheet knows as the class ``colour-<name>``."""

    BLUE = "blue", _("blue")
    TEAL = "teal", _("teal")
    AMBER = "amber", _("amber")
    PLUM = "plum", _("plum")
    GREEN = "green", _("green")
    RED = "red", _("red")
    INDIGO = "indigo", _("indigo")
    OLIVE = "olive", _("olive")
    PINK = "pink", _("pink")
    SLATE = "slate", _("slate")
    BROWN = "brown", _("brown")
    CYAN = "cyan", _("cyan")
