# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A convention that takes registrations, and people who register."""

from __future__ import annotations

from itertools import count

from tests.factories import NOW, make_world, text

from konvent.registration.actions.registering import Typed, confirm_registration, register
from konvent.registration.models import Group, Purpose, Registration, RegistrationRules

_networks = count(1)


def make_registration(slug="smart-2026", **rules):
    """A convention that is open for registration, without groups."""
    convention = make_world(slug)
    RegistrationRules.objects.create(convention=convention, **rules)
    return convention


def make_group(convention, slug="public", **facts):
    facts = {"name": text(slug.title()), **facts}
    return Group.objects.create(convention=convention, slug=slug, **facts)


def make_purpose(convention, slug="mail", words="We may write to you.", **facts):
    purpose = Purpose.objects.create(
        convention=convention, slug=slug, **{"title": text(slug.title()), **facts}
    )
    return purpose.texts.create(number=1, text=text(words), written_at=NOW)


def ask(convention, email="ada@example.org", at=NOW, **facts):
    """Somebody fills in the form; return the newest registration with the address."""
    typed = Typed(**{"email": email, "name": email.partition("@")[0].title(), **facts})
    register(convention=convention, typed=typed, network=f"net {next(_networks)}", at=at)
    return Registration.objects.of(convention, email).latest("pk")


def join(convention, email="ada@example.org", at=NOW, **facts):
    """Somebody fills in the form and confirms the address."""
    return confirm_registration(registration=ask(convention, email, at, **facts), at=at)
