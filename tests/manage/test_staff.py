# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Who works on a convention."""

from django.core import mail
from tests.factories import (
    make_user,
)
from tests.letters.post import have_letters_sent

from konvent.foundation.models import AuditEntry
from konvent.people.models import Duty, Role, User


def test_somebody_new_is_invited_by_mail(desk, base, convention):
    desk.post(
        f"{base}staff/add/",
        {"email": "paula@example.org", "name": "Paula", "duty": "producer"},
    )

    paula = User.objects.get(email="paula@example.org")
    assert [role.duty for role in paula.roles.filter(convention=convention)] == ["producer"]
    assert not paula.has_usable_password()
    have_letters_sent()
    (message,) = mail.outbox
    assert message.to == ["paula@example.org"]
    assert "/account/link/" in message.body


def test_a_duty_given_twice_is_one_duty(desk, base, convention):
    paula = make_user("Paula")
    form = {"email": paula.email.upper(), "name": "", "duty": "producer"}
    for _ in range(2):
        assert desk.post(f"{base}staff/add/", form).status_code == 302

    assert paula.roles.count() == 1
    have_letters_sent()
    assert mail.outbox == []


def test_somebody_unknown_needs_a_name(desk, base):
    answer = desk.post(
        f"{base}staff/add/", {"email": "new@example.org", "name": "", "duty": "producer"}
    )

    assert "Nobody has this address yet" in answer.text


def test_the_only_organiser_stays(desk, base, grace, convention):
    role = grace.roles.get()

    answer = desk.post(f"{base}staff/{role.pk}/remove/", follow=True)

    assert "This is the only organiser." in answer.text
    assert Role.objects.filter(pk=role.pk).exists()


def test_of_two_organisers_one_may_go(desk, base, convention):
    olga = make_user("Olga", Duty.ORGANISER, convention)

    desk.post(f"{base}staff/{olga.roles.get().pk}/remove/")

    assert olga.roles.count() == 0
    assert AuditEntry.objects.get(thing="role").verb == "remove"
