# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Raised hands for whoever may watch the session: raise one, see one's place, lower it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone

from konvent.audience.actions.raising import lower_hands, raise_hands
from konvent.audience.hand_forms import HandForm
from konvent.audience.hands import hands_of, own_hand, place_of
from konvent.audience.persons import person_of
from konvent.audience.queries import floor_of
from konvent.audience.views.visiting import public_language, published_session
from konvent.audience.wishes import LowerHand, RaiseHand
from konvent.foundation.intents import Intent, apply_one
from konvent.foundation.refusals import RefusedError
from konvent.registration.holders import participant_in, ticket_of
from konvent.registration.personal import query, show, stage_visitor_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from konvent.audience.models import Hand
    from konvent.convention.models import Convention
    from konvent.foundation.intents import Participant

WRONG = 422


@stage_visitor_page("GET", "POST")
def hands(request: HttpRequest, convention: Convention, code: str) -> HttpResponse:
    """How many hands are up, one's own place, and the form to raise or lower a hand."""
    published_session(convention, code)
    at = timezone.now()
    by, ticket = participant_in(request, convention, at=at), ticket_of(request, convention, at=at)
    form = HandForm(request.POST or None, initial={"name": ticket.name if ticket else ""})
    if request.method == "POST" and by is not None and form.is_valid():
        is_lowering = request.POST.get("deed") == "lower"
        try:
            if is_lowering:
                apply_one(lower_hands, Intent(convention.slug, by, LowerHand(code)), at=at)
            else:
                wish = RaiseHand(code, form.cleaned_data["name"])
                apply_one(raise_hands, Intent(convention.slug, by, wish), at=at)
        except RefusedError as refusal:
            form.refuse(refusal)
        else:
            address = reverse("audience:hands", args=[convention.slug, code])
            return HttpResponseRedirect(f"{address}?{query(request)}")
    return _page(request, convention, code, by, form)


@stage_visitor_page("GET")
def own_hand_number(request: HttpRequest, convention: Convention, code: str) -> HttpResponse:
    """The number of one's own hand, 0 if it is down, for the script of the live page."""
    published_session(convention, code)
    hand = _own(convention, code, participant_in(request, convention, at=timezone.now()))
    return JsonResponse({"number": hand.number if hand else 0})


def _page(
    request: HttpRequest,
    convention: Convention,
    code: str,
    by: Participant | None,
    form: HandForm,
) -> HttpResponse:
    floor, own = floor_of(convention.slug, code), _own(convention, code, by)
    context = {
        "session": published_session(convention, code),
        "is_open": floor is not None and floor.takes_hands,
        "up": hands_of(convention.slug, code).filter(is_called=False).count(),
        "own": own,
        "place": place_of(own) if own else 0,
        "form": form,
        "takes_part": by is not None,
        "here": request.get_full_path(),
        "act_query": query(request),
        "language": public_language(convention),
    }
    status = WRONG if form.errors else 200
    return show(request, convention, "audience/hands.html", context, status=status)


def _own(convention: Convention, code: str, by: Participant | None) -> Hand | None:
    return own_hand(convention.slug, code, person_of(convention.slug, by.key) if by else "")
