# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Participants who come in by a directory, where an operator allows it.

It says whose address somebody has, and nothing else: no account is made of it, and what is kept on
the way there and back is forgotten on arrival. Whether somebody takes part, tickets say.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Literal

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpResponseRedirect
from django.utils import timezone

from konvent.foundation.networks import at_least_for, network_of
from konvent.foundation.sealed import CannotUnsealError, seal, unseal
from konvent.people.ways import SAML

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.http import HttpRequest, HttpResponse

PARTICIPANT = "participant"
"""What is remembered of whoever does not come as staff."""
DOOR = "konvent_door"
"""Where such a person is led back to when the directory did not help."""
CONFIRMED, KEPT_FOR = "konvent_confirmed", 120
"""The cookie that says which addresses are somebody's, and the seconds for which it does."""
NOT_CONFIRMED, AWAY = "directory", "directory-away"
"""Why somebody is at the door again: the directory did not say who they are, or was not asked."""
AT_ONCE, MOST_WAITING = 2, 1
"""How often a directory is asked at once, and how many more who are on their way back may wait.

The application has few threads, and other work.
"""
PATIENCE = 2.0
"""Seconds that somebody waits who has signed in at the directory, and would have to again."""
PER_MINUTE = 60
"""How often a network may go there within a minute, and as often come back."""
_asking, _waiting = BoundedSemaphore(AT_ONCE), BoundedSemaphore(MOST_WAITING)


class DirectoryAwayError(Exception):
    """The directory cannot be asked just now."""


def goes_too_often(request: HttpRequest, step: Literal["there", "back"]) -> bool:
    """Whether a network goes to a directory, or comes back, more often than its people would."""
    action = f"directory_{step}"
    network = network_of(DefaultAccountAdapter(request).get_client_ip(request))
    rates = {action: f"{int(at_least_for(network, PER_MINUTE))}/m/key"}
    return not ratelimit.consume(
        request, app="allauth.account", action=action, config=rates, key=network
    )


@contextmanager
def asking(*, patience: float = 0.0) -> Iterator[None]:
    """Wait for a directory, unless as many wait as we can bear. Raises DirectoryAwayError."""
    if not _asking.acquire(blocking=False) and not _waits(patience):
        raise DirectoryAwayError
    try:
        yield
    except OSError as error:
        raise DirectoryAwayError(str(error)) from error
    finally:
        _asking.release()


def _waits(patience: float) -> bool:
    """Wait a moment for another one to be done; say whether one was, and this one may ask."""
    if not patience or not _waiting.acquire(blocking=False):
        return False
    try:
        return _asking.acquire(timeout=patience)
    finally:
        _waiting.release()


def ways_for_participants() -> dict[str, str]:
    """Return the directories that participants may come in by, and what they are called."""
    names: dict[str, str] = settings.DIRECTORIES
    return names if settings.DIRECTORIES_FOR_PARTICIPANTS else {}


def address_to_ask(request: HttpRequest, way: str, *, then: str, door: str) -> str:
    """Return where a directory asks who this is; afterwards the browser comes to another address.

    Raises DirectoryAwayError.
    """
    from allauth.socialaccount import adapter  # noqa: PLC0415 -- optional dependency

    if way == SAML:
        _must_be_readable()
    request.session[DOOR] = door
    with asking():
        provider = adapter.get_adapter(request).get_provider(request, provider=way)
        answer = provider.redirect(request, process="login", next_url=then, data=PARTICIPANT)
    if not isinstance(answer, HttpResponseRedirect):
        raise DirectoryAwayError
    return answer.url


def _must_be_readable() -> None:
    from konvent.people import saml  # noqa: PLC0415 -- optional dependency

    try:
        saml.metadata()
    except saml.DirectoryUnreadableError as error:
        raise DirectoryAwayError(str(error)) from error


def hand_over(request: HttpRequest, addresses: Sequence[str], *, then: str) -> HttpResponse:
    """Send the browser on with what the directory has confirmed, and keep nothing of it here."""
    _forget_the_way(request)
    until = int(timezone.now().timestamp()) + KEPT_FOR
    response = HttpResponseRedirect(then)
    response.set_cookie(
        CONFIRMED,
        seal(json.dumps({"addresses": [address.lower() for address in addresses], "until": until})),
        max_age=KEPT_FOR,
        path=then.partition("?")[0],
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def back_to_door(request: HttpRequest, why: str = NOT_CONFIRMED) -> HttpResponse | None:
    """Lead a participant whom the directory did not confirm back; None is somebody of the staff."""
    door = request.session.get(DOOR)
    if not door:
        return None
    _forget_the_way(request)
    return HttpResponseRedirect(f"{door}&why={why}")


def _forget_the_way(request: HttpRequest) -> None:
    if request.user.is_authenticated:
        request.session.pop(DOOR, None)
    else:
        request.session.flush()


def confirmed_addresses(request: HttpRequest) -> list[str] | None:
    """Return which addresses a directory has just confirmed as this browser's; None when none."""
    try:
        said = json.loads(unseal(request.COOKIES.get(CONFIRMED, "")))
    except CannotUnsealError:
        return None
    is_over = said["until"] < timezone.now().timestamp()
    return None if is_over else list(said["addresses"])
