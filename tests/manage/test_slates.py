# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The slates: prepared, looked at, shown, and made from the look again."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.factories import NOW
from tests.foundation.media.test_probe import TONE, make
from tests.manage.test_convention import picture

from konvent.stage.media.design import design_for_all, design_of
from konvent.stage.models import Slate
from konvent.stage.queries import slate_shown, stages_with_picture


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "uploads"


@pytest.fixture
def of_all(base):
    return f"{base}slates/all/"


@pytest.fixture
def of_stage(base):
    return f"{base}slates/stage/smart-plaza/"


def prepare(desk, address, german="", english="", **files):
    words = {"lines_de": german, "lines_en": english}
    return desk.post(address, {**words, **files}, follow=True)


def shown(convention):
    room = next(r for r in stages_with_picture(at=NOW) if r.convention_id == convention.pk)
    return design_of(room, slate_shown(room))


def test_a_slate_is_looked_at_before_it_is_shown(desk, of_stage, convention):
    usual = shown(convention).lines
    answer = prepare(desk, of_stage, "Umbau bis 14 Uhr", "Back at 2 pm")

    assert "Nobody else sees it yet" in answer.text
    assert answer.text.count("data:image/jpeg") == 1
    assert shown(convention).lines == usual
    desk.post(of_stage, {"deed": "show"})
    assert shown(convention).lines == ("Umbau bis 14 Uhr", "Back at 2 pm")


def test_a_picture_and_music_of_its_own_are_checked_by_content(desk, of_all, convention, tmp_path):
    music = SimpleUploadedFile("a.mp3", make(tmp_path, "tune.mp3", *TONE).read_bytes())
    image = SimpleUploadedFile("a.png", picture())

    prepare(desk, of_all, picture=image, music=music)
    desk.post(of_all, {"deed": "show"})

    slate = Slate.objects.get()
    assert slate.is_shown
    assert slate.picture.name.endswith(".jpg")
    assert slate.music.name.endswith(".mp3")
    assert shown(convention).picture == slate.picture.path
    assert shown(convention).music == slate.music.path


@pytest.mark.parametrize(
    ("field", "words"), [("picture", "no picture that can be shown"), ("music", "no music")]
)
def test_what_is_neither_picture_nor_music_is_refused_beside_its_field(desk, of_all, field, words):
    answer = prepare(desk, of_all, "Pause", **{field: SimpleUploadedFile("a.png", b"#EXTM3U\n")})

    assert answer.status_code == 422
    assert words in answer.text
    assert "Pause" in answer.text
    assert not Slate.objects.exists()


def test_a_stage_of_its_own_goes_before_all_stages_and_can_be_taken_back(
    desk, of_all, of_stage, convention
):
    usual = shown(convention).lines
    for address, words in ((of_all, "Für alle"), (of_stage, "Für diese")):
        prepare(desk, address, words)
        desk.post(address, {"deed": "show"})

    assert shown(convention).lines == ("Für diese",)
    desk.post(of_stage, {"deed": "drop"})
    assert shown(convention).lines == ("Für alle",)
    desk.post(of_all, {"deed": "drop"})
    assert shown(convention).lines == usual


def test_preparing_begins_with_what_is_shown_and_files_no_longer_used_are_deleted(
    desk, of_all, convention, tmp_path, django_capture_on_commit_callbacks
):
    prepare(desk, of_all, "Pause", picture=SimpleUploadedFile("a.png", picture()))
    desk.post(of_all, {"deed": "show"})
    first = shown(convention).picture
    page = desk.get(of_all).text
    assert "There is one already" in page
    assert "slates/picture" not in page

    prepare(desk, of_all, "Umbau")
    desk.post(of_all, {"deed": "show"})
    assert (shown(convention).lines, shown(convention).picture) == (("Umbau",), first)
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(of_all, {"deed": "drop"})

    assert list((tmp_path / "uploads/slates").iterdir()) == []


def test_the_page_shows_every_stage(desk, base):
    answer = desk.get(f"{base}slates/")

    assert answer.text.count("data:image/jpeg") == 2
    assert "Made from the look" in answer.text


def test_the_slate_of_all_stages_shows_the_name_of_none(convention):
    room = convention.rooms.get()
    convention.default_language = "de"
    room.convention = convention

    every, one = design_for_all(room, None), design_of(room, None)

    assert (every.card.stage, every.card.colour) == ("Name der Bühne", "slate")
    assert (one.card.stage, one.card.colour) == (str(room.name), room.colour)
    assert every.lines == one.lines
