# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Organisers publish and import."""

import re

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.factories import (
    publish,
)
from tests.manage.forms import fill

from konvent.programme.formats.json_writer import write_json
from konvent.programme.queries import published_schedule


def test_what_changed_is_read_before_it_is_published(desk, base, convention):
    publish(convention)
    session = convention.sessions.get(title__en="Opening")
    fill(desk, f"{base}sessions/{session.code}/", title_en="Grand opening")

    page = desk.get(f"{base}versions/").text
    assert "“Opening” is now called “Grand opening”." in page
    desk.post(f"{base}versions/", {"number": "1", "note_en": "A new title"})

    schedule = published_schedule(convention.slug)
    assert schedule.session[session.code].title["en"] == "Grand opening"
    version = convention.versions.newest_first().first()
    assert (version.number, version.note) == (2, {"en": "A new title"})
    assert str(version.published_by) == "Grace Hopper"


def test_publishing_twice_makes_one_version(desk, base, convention):
    for _ in range(2):
        desk.post(f"{base}versions/", {"number": "0"})

    assert convention.versions.count() == 1


def test_without_a_change_there_is_nothing_to_publish(desk, base, convention):
    publish(convention)

    assert "Publish version" not in desk.get(f"{base}versions/").text
    answer = desk.post(f"{base}versions/", {"number": "1", "note_en": "Kept"})
    assert answer.status_code == 422
    assert "Nothing has changed since the last version." in answer.text
    assert "Kept" in answer.text


def test_the_overview_says_what_needs_attention(desk, base, convention):
    assert "Nothing is published yet" in desk.get(base).text

    publish(convention)
    convention.sessions.filter(title__en="Opening").update(room=None)
    page = desk.get(base).text

    assert "“Opening” has no room for now" in page
    assert re.search(r"Without a slot</dt><dd>1</dd>", page)


def feed(convention):
    return write_json(published_schedule(convention.slug)).encode()


def test_nothing_changes_before_it_was_looked_at(desk, base, convention):
    publish(convention)
    content = feed(convention)
    convention.sessions.filter(title__en="Opening").delete()

    page = desk.post(
        f"{base}import/", {"file": SimpleUploadedFile("s.json", content)}, follow=True
    ).text
    assert "New: “Opening”" in page
    assert convention.sessions.count() == 1

    desk.post(f"{base}import/preview/")
    assert convention.sessions.count() == 2


def test_a_file_that_is_no_programme_is_refused_with_the_reason(desk, base, convention):
    answer = desk.post(f"{base}import/", {"file": SimpleUploadedFile("s.json", b"{}")})

    assert answer.status_code == 422
    assert 'id="id_file_error"' in answer.text


def test_there_is_nothing_to_look_at_without_a_file(desk, base):
    assert desk.get(f"{base}import/preview/")["Location"] == f"{base}import/"
