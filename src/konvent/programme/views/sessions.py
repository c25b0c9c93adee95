# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The organisers' pages about sessions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from konvent.convention.access import staff_page
from konvent.foundation.form_pages import (
    FormPage,
    Question,
    answer_form,
    answer_question,
    guid_in,
    new_key,
)
from konvent.people.access import signed_in
from konvent.people.permissions import may_organise
from konvent.programme.actions.sessions import (
    add_session,
    change_session,
    remove_session,
    state_of_session,
)
from konvent.programme.conflicts import conflicts_in, sentence
from konvent.programme.forms import SessionForm
from konvent.programme.models import Session, SessionKind
from konvent.programme.plan import read_plan
from konvent.programme.queries import published_schedule

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from django.http import HttpRequest, HttpResponse, QueryDict

    from konvent.convention.models import Convention
    from konvent.programme.schedule import Schedule, ScheduleSession

ON_A_PAGE = 50
NONE = "-"


@dataclass(frozen=True, slots=True)
class Wish:
    """What the list of sessions is narrowed to."""

    words: str
    day: str
    room: str
    track: str
    kind: str
    state: str

    @classmethod
    def asked(cls, query: QueryDict) -> Wish:
        names = ("q", "day", "room", "track", "kind", "state")
        return cls(*(query.get(name, "").strip() for name in names))

    def fits(
        self, session: ScheduleSession, schedule: Schedule, in_conflict: AbstractSet[str]
    ) -> bool:
        day = schedule.day_of(session)
        checks = (
            not self.day or (day is not None and day.date.isoformat() == self.day),
            not self.room or session.room == self.room.removeprefix(NONE),
            not self.track or session.track == self.track.removeprefix(NONE),
            not self.kind or session.kind == self.kind,
            self._is_in_state(session, in_conflict),
            self._is_named(session, schedule),
        )
        return all(checks)

    def _is_in_state(self, session: ScheduleSession, in_conflict: AbstractSet[str]) -> bool:
        match self.state:
            case "conflict":
                return session.code in in_conflict
            case "homeless":
                return not (session.room and session.starts_at) and not session.is_cancelled
            case "cancelled":
                return session.is_cancelled
            case _:
                return True

    def _is_named(self, session: ScheduleSession, schedule: Schedule) -> bool:
        names = (schedule.person[appearance.person].name for appearance in session.speakers)
        text = " ".join([session.code, *session.title.values(), *names]).casefold()
        return all(word in text for word in self.words.casefold().split())


@staff_page(may_organise, "GET")
def session_list(request: HttpRequest, convention: Convention) -> HttpResponse:
    """All sessions of the working copy, by words, day, room, track, type and state."""
    schedule = read_plan(convention)
    wish = Wish.asked(request.GET)
    in_conflict = {code for c in conflicts_in(schedule) for code in (c.session, c.other) if code}
    found = [s for s in schedule.sessions if wish.fits(s, schedule, in_conflict)]
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "convention": convention,
        "schedule": schedule,
        "page": page,
        "rows": [(s, schedule.room.get(s.room), s.code in in_conflict) for s in page],
        "wish": wish,
        "kinds": SessionKind.choices,
    }
    return render(request, "programme/organiser/session_list.html", context)


@staff_page(may_organise)
def session_add(request: HttpRequest, convention: Convention) -> HttpResponse:
    form = SessionForm(request.POST or None, convention=convention)
    page = FormPage(
        title=_("Add a session"),
        back=reverse("programme:session_list", args=[convention.slug]),
        saved=_("The session is added. Visitors see it with the next version."),
        action=_("Add"),
        more={"convention": convention},
    )

    def save(key: str) -> str:
        session = add_session(
            convention=convention,
            guid=guid_in(key),
            values=form.values,
            cast=form.people,
            actor=signed_in(request),
            at=timezone.now(),
        )
        return reverse("programme:session_edit", args=[convention.slug, session.code])

    return answer_form(request, form, page, state=new_key(), save=save)


@staff_page(may_organise)
def session_edit(request: HttpRequest, convention: Convention, code: str) -> HttpResponse:
    """One session, with what it collides with."""
    session = get_object_or_404(Session, convention=convention, code=code)
    here = reverse("programme:session_edit", args=[convention.slug, code])
    state = state_of_session(session)
    schedule = read_plan(convention)
    published = published_schedule(convention.slug)
    form = SessionForm(request.POST or None, instance=session, convention=convention)
    page = FormPage(
        title=form.heading,
        back=reverse("programme:session_list", args=[convention.slug]),
        saved=_("Saved. Visitors see it with the next version."),
        template="programme/organiser/session_edit.html",
        more={
            "convention": convention,
            "session": session,
            "conflicts": [
                sentence(c, schedule, about=code)
                for c in conflicts_in(schedule)
                if c.concerns(code)
            ],
            "is_published": published is not None and code in published.session,
        },
    )

    def save(seen: str) -> str:
        change_session(
            session=session,
            values=form.values,
            cast=form.people,
            seen=seen,
            actor=signed_in(request),
            at=timezone.now(),
        )
        return here

    return answer_form(request, form, page, state=state, save=save)


@staff_page(may_organise)
def session_remove(request: HttpRequest, convention: Convention, code: str) -> HttpResponse:
    session = get_object_or_404(Session, convention=convention, code=code)
    published = published_schedule(convention.slug)
    number = session.speakers.count()
    goes_with = [
        ngettext(
            "%(number)s appearance; the person stays",
            "%(number)s appearances; the people stay",
            number,
        )
        % {"number": number}
    ]
    if published is not None and code in published.session:
        goes_with.append(
            _(
                "Visitors know this session: with the next version it is gone without a word. "
                "To tell them that it will not take place, mark it as cancelled instead."
            )
        )
    return answer_question(
        request,
        Question(
            title=_("Remove “%(title)s”?") % {"title": session.title},
            back=reverse("programme:session_edit", args=[convention.slug, code]),
            done=reverse("programme:session_list", args=[convention.slug]),
            said=_("“%(title)s” is removed.") % {"title": session.title},
            action=_("Remove the session"),
            goes_with=goes_with,
            convention=convention,
        ),
        do=lambda: remove_session(session=session, actor=signed_in(request), at=timezone.now()),
    )
