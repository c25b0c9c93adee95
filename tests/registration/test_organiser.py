# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Organisers set registration up, see who comes, decide, and bring people in from a table."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.factories import make_day, make_user, make_world, text
from tests.letters.post import have_letters_sent
from tests.manage.conftest import enter
from tests.registration.worlds import join, make_group, make_purpose

from konvent.letters.models import Letter
from konvent.people.models import Duty, User
from konvent.programme import uploads
from konvent.registration.actions.deciding import send_link_again
from konvent.registration.models import (
    ExtraField,
    Group,
    Invitation,
    Purpose,
    Registration,
    RegistrationRules,
)

pytestmark = pytest.mark.django_db

LIST = "/manage/smart-2026/registrations/"
ADA, GRACE = "ada@example.org", "grace@example.org"


def page(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def test_a_convention_opens_registration_with_one_form():
    world = make_world()
    desk = enter(make_user("Olga", Duty.ORGANISER, world, language="en"))
    assert "Nobody can register yet" in page(desk.get(LIST))

    answer = desk.post(
        f"{LIST}setup/rules/", {"is_on": "on", "capacity": "500", "organisation": "optional"}
    )

    assert answer.status_code == 302
    assert RegistrationRules.objects.get().capacity == 500
    assert "open" in page(desk.get(f"{LIST}setup/"))


def test_it_cannot_close_before_it_opens(desk):
    times = {"opens_at": "2026-10-02T10:00", "closes_at": "2026-10-01T10:00"}

    answer = desk.post(f"{LIST}setup/rules/", {**times, "organisation": "no"})

    assert "It has to close later than it opens." in page(answer, 422)


def test_groups_questions_purposes_and_codes_are_added_and_changed(desk, convention):
    setup = f"{LIST}setup/"
    desk.post(f"{setup}groups/add/", {"name_de": "Presse", "position": "1", "quota": "3"})
    desk.post(
        f"{setup}fields/add/",
        {"label_de": "Essen", "kind": "choice", "options_de": "alles\nvegan", "position": "1"},
    )
    desk.post(
        f"{setup}purposes/add/",
        {"title_de": "Fotos", "text_de": "Wir zeigen Sie.", "position": "1", "is_offered": "on"},
    )
    group, purpose = Group.objects.get(), Purpose.objects.get()
    nobody = desk.post(f"{setup}invite/", {"group": group.pk, "note": "Nobody", "uses": "0"})
    desk.post(f"{setup}invite/", {"group": group.pk, "note": "Zeitung", "uses": "2"})
    desk.post(
        f"{setup}purposes/{purpose.pk}/",
        {"title_de": "Fotos", "text_de": "Wir zeigen Sie gern.", "position": "1"},
    )

    assert (group.slug, group.quota) == ("presse", 3)
    assert ExtraField.objects.get().choices_in("en") == [("alles", "alles"), ("vegan", "vegan")]
    texts = [str(one.text) for one in purpose.texts.order_by("number")]
    assert texts == ["Wir zeigen Sie.", "Wir zeigen Sie gern."]
    log = page(desk.get(f"/manage/{convention.slug}/log/"))
    assert "Wir zeigen Sie gern." in log, "who has people agree to what is known later"
    assert "What people agree to" in log
    code = Invitation.objects.get().code
    assert len(code) == 8
    assert code in page(desk.get(setup))
    assert "With 0 the code would let in nobody." in page(nobody, 422)

    desk.post(f"{setup}codes/{Invitation.objects.get().pk}/")
    assert Invitation.objects.get().is_withdrawn


@pytest.mark.parametrize(("language", "written"), [("de", "0 von 10.600"), ("en", "0 of 10,600")])
def test_large_numbers_are_written_to_be_read(convention, language, written):
    make_group(convention, "all", quota=10_600)
    desk = enter(make_user("Olga", Duty.ORGANISER, convention, language=language))

    assert written in page(desk.get(f"{LIST}setup/"))


def test_what_people_belong_to_or_agreed_to_is_not_removed(desk, convention):
    group, words = make_group(convention), make_purpose(convention)
    join(convention, group=group, agreed=(words,))
    unused = make_group(convention, "unused")

    for path in (f"groups/{group.pk}", f"purposes/{words.purpose.pk}", f"groups/{unused.pk}"):
        desk.post(f"{LIST}setup/{path}/remove/")

    assert list(Group.objects.all()) == [group]
    assert Purpose.objects.exists()


def test_the_list_finds_people_by_word_state_and_group(desk, convention):
    press = make_group(convention, "press", needs_approval=True)
    join(convention, ADA, name="Ada", organisation="Town")
    join(convention, GRACE, name="Grace", group=press)

    shown = {
        query: page(desk.get(LIST + query))
        for query in ("?q=town", "?state=approval", "?group=press")
    }

    assert [("Ada" in one, "Grace" in one) for one in shown.values()] == [
        (True, False),
        (False, True),
        (False, True),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_a_longer_list_asks_no_more(desk, convention, django_assert_num_queries, count):
    group = make_group(convention)
    for number in range(count):
        join(convention, f"{number}@example.org", group=group)
    desk.get(LIST)

    with django_assert_num_queries(10):
        desk.get(LIST)


def test_a_link_is_sent_again_to_who_takes_part_or_hopes_to_and_to_nobody_else(desk, convention):
    press = make_group(convention, "press", needs_approval=True)
    now = timezone.now()
    ada, grace = join(convention, ADA, now), join(convention, GRACE, now, group=press)
    gone = join(convention, "gone@example.org", now)
    desk.post(f"{LIST}{gone.pk}/cancel/")
    have_letters_sent()

    for _time in range(2):
        send_link_again(registration=ada, at=now, by=None)
    for person in (grace, gone):
        desk.post(f"{LIST}{person.pk}/decide/", {"deed": "link"})

    sent = have_letters_sent()[-2:]
    assert Letter.objects.filter(kind="link").count() == 2
    assert [letter.to for letter in sent] == [[ADA], [GRACE]]
    assert ["/ticket/" in letter.body for letter in sent] == [True, False]
    assert "Send the link again" in page(desk.get(f"{LIST}{ada.pk}/"))
    assert "Send the link again" not in page(desk.get(f"{LIST}{gone.pk}/"))


def test_one_registration_is_seen_decided_moved_and_deleted(desk, convention):
    press, public = make_group(convention, "press", needs_approval=True), make_group(convention)
    ada = join(convention, ADA, group=press, agreed=(make_purpose(convention),))
    address = f"{LIST}{ada.pk}/"
    assert "Approve" in page(desk.get(address))

    for deed in ({"deed": "approve"}, {"deed": "move", "group": "public"}):
        desk.post(f"{address}decide/", deed)
    ada.refresh_from_db()
    assert (ada.state, ada.group) == ("admitted", public)
    assert "Your registration is looked at" in page(desk.get(address))

    assert "A letter says so to ada@example.org." in page(desk.get(f"{address}cancel/"))
    for _time in range(2):
        desk.post(f"{address}cancel/")
    ada.refresh_from_db()
    assert (ada.state, ada.ticket) == ("cancelled", None)
    assert "Take in again" in page(desk.get(address))

    desk.post(f"{address}decide/", {"deed": "again"})
    ada.refresh_from_db()
    assert ada.state == "admitted"
    assert "/ticket/" in have_letters_sent()[-1].body

    assert "Delete everything about Ada?" in page(desk.get(f"{address}forget/"))
    desk.post(f"{address}forget/")
    assert not Registration.objects.exists()


def test_a_misspelt_name_is_corrected_and_the_ticket_bears_it(desk, convention):
    ada = join(convention, ADA, name="Ada Lovelase", organisation="Town")
    address = f"{LIST}{ada.pk}/correct/"
    state = re.search(r'name="state" value="([^"]+)"', page(desk.get(address)))[1]

    nameless = desk.post(address, {"name": "", "organisation": "Town", "state": state})
    corrected = {"name": "Ada \u202e Lovelace", "organisation": "City", "state": state}
    once, twice = desk.post(address, corrected), desk.post(address, corrected)
    late = desk.post(address, {"name": "Ada L.", "organisation": "", "state": state})

    ada.refresh_from_db()
    assert (ada.name, ada.organisation, ada.ticket.name) == ("Ada Lovelace", "City", "Ada Lovelace")
    assert (nameless.status_code, once.status_code, twice.status_code) == (422, 302, 302)
    from_the_tickets = desk.get(f"/manage/smart-2026/tickets/{ada.ticket.pk}/name/")
    assert from_the_tickets["Location"] == address
    assert "this was changed by somebody else" in page(late, 422)


def test_answers_are_read_in_the_organisers_language(convention):
    asked = {"convention": convention, "label": text("Essen", "Food")}
    options = text("alles\nohne Fleisch", "anything\nno meat")
    ExtraField.objects.create(**asked, slug="food", kind="choice", options=options)
    ExtraField.objects.create(**asked, slug="photo", kind="check")
    ada = join(convention, answers={"food": "ohne Fleisch", "photo": "yes", "shoes": "42"})

    shown = {
        language: page(
            enter(make_user(language, Duty.ORGANISER, convention, language=language)).get(
                f"{LIST}{ada.pk}/"
            )
        )
        for language in ("de", "en")
    }

    assert all(f"<dd>{said}</dd>" in shown["de"] for said in ("ohne Fleisch", "ja", "42"))
    assert all(f"<dd>{said}</dd>" in shown["en"] for said in ("no meat", "yes", "42"))


def test_revoking_the_ticket_of_somebody_who_registered_frees_the_place(desk, convention):
    make_day(convention, date(2099, 1, 1))
    RegistrationRules.objects.update(capacity=1)
    ada, grace = join(convention, ADA), join(convention, GRACE)

    revoke = f"/manage/smart-2026/tickets/{ada.ticket.pk}/revoke/"
    assert "its place is given to whoever waits for it" in page(desk.get(revoke))
    desk.post(revoke)

    for person, state in ((ada, "cancelled"), (grace, "admitted")):
        person.refresh_from_db()
        assert person.state == state


def test_what_cannot_be_done_is_said(desk, convention):
    RegistrationRules.objects.update(capacity=0)
    ada = join(convention)

    answer = desk.post(f"{LIST}{ada.pk}/decide/", {"deed": "admit"}, follow=True)

    assert "There is no place left." in page(answer)


def test_nobody_is_moved_into_a_group_that_is_not_there(desk, convention):
    press = make_group(convention, "press")
    ada = join(convention, group=press)

    answer = desk.post(f"{LIST}{ada.pk}/decide/", {"deed": "move", "group": "pilots"}, follow=True)

    assert "This group is not there any more." in page(answer)
    ada.refresh_from_db()
    assert ada.group == press


def test_the_table_has_what_the_list_shows(desk, convention):
    join(convention, ADA, name="=Ada")
    join(convention, GRACE)

    file = desk.get(f"{LIST}table.csv?q=ada")

    assert file["Content-Type"] == "text/csv; charset=utf-8"
    lines = file.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Name;E-mail address;")
    assert lines[1].startswith("'=Ada;ada@example.org;")
    assert len(lines) == 2


def test_people_come_from_a_table_after_a_look_at_it(desk, convention):
    make_group(convention, "press")
    join(convention, ADA)
    table = "Name;E-Mail;Gruppe\nAda;ada@example.org;\nGrace;grace@example.org;press\nX;x;\n"
    file = SimpleUploadedFile("people.csv", table.encode("cp1252"))

    looked_at = page(desk.post(f"{LIST}import/", {"file": file}))

    assert "Register 1 person, by mail" in looked_at
    assert "<td>Press</td>" in looked_at
    assert "Line 2: This person has registered already." in " ".join(looked_at.split())
    assert "waiting list" not in looked_at
    assert Registration.objects.count() == 1

    name = looked_at.partition('name="file" value="')[2].partition('"')[0]
    for _time in range(2):
        desk.post(f"{LIST}import/take-in/", {"file": name})
    grace = Registration.objects.get(email=GRACE)
    assert (grace.state, str(grace.group)) == ("admitted", "Press")


def test_a_look_at_a_table_says_how_many_would_wait(desk, convention):
    make_group(convention, "press", quota=1)
    table = "Name;E-Mail;Gruppe\nAda;ada@a.org;press\nBea;bea@a.org;press\nCem;cem@a.org;\n"

    looked_at = page(
        desk.post(f"{LIST}import/", {"file": SimpleUploadedFile("a.csv", table.encode())})
    )

    assert "<dt>Of these onto the waiting list</dt><dd>1</dd>" in looked_at


def test_a_table_with_nobody_in_it_says_so(desk):
    looked_at = page(
        desk.post(f"{LIST}import/", {"file": SimpleUploadedFile("a.csv", b"Name;E-Mail\n")})
    )

    assert "Nobody stands in this table" in looked_at


def test_a_file_that_is_no_table_is_refused_in_words(desk):
    answer = desk.post(f"{LIST}import/", {"file": SimpleUploadedFile("a.csv", b"Name\nAda\n")})

    assert "There is no column with addresses" in page(answer, 422)


def test_a_file_that_was_not_looked_at_is_refused_in_words_as_well(desk, convention):
    olga = User.objects.get(name="Olga")
    name = uploads.keep(b"Name\nAda\n", convention=convention, by=olga)

    answer = desk.post(f"{LIST}import/take-in/", {"file": name}, follow=True)

    assert "There is no column with addresses" in page(answer)
