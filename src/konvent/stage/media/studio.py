# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""One stage's picture: its sources, the slate, and the channel that shows one of them."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from konvent.stage.media import card as test_card
from konvent.stage.media.arriving import ArrivingRecipe
from konvent.stage.media.channel import Channel
from konvent.stage.media.encoder import end_leftovers
from konvent.stage.media.feed import Feed
from konvent.stage.media.plan import COPY, VARIANTS
from konvent.stage.media.reel import SOURCE as FILM
from konvent.stage.media.reel import Reel
from konvent.stage.media.slate import SOURCE as SLATE
from konvent.stage.media.slate import Slate
from konvent.stage.media.sweep import KEPT, KEPT_OF_THE_CARD, Broom
from konvent.stage.media.switch import Switch

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from konvent.stage.media.feed import Offer
    from konvent.stage.media.plan import Listening, Plan, Playing
    from konvent.stage.media.slate_picture import Design

SWEPT_EVERY = 20.0
OVERLAP = 1.0
"""Seconds that may be shown twice when another source comes on air."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Picture:
    """What can be said of a stage's picture at a moment."""

    on_air: str = ""
    troubles: tuple[str, ...] = ()
    sources: dict[str, tuple[str, dict[str, float]]] = field(default_factory=dict)
    """State and troubles of each source, with their beginnings."""


class Studio:
    """Keeps a stage's picture going, whatever its encoders do."""

    def __init__(
        self,
        folder: Path,
        plan: Plan,
        memory: Path | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Keep in ``folder`` what was shown; what is live is made there or in ``memory``."""
        self.plan = plan
        self._clock = clock
        self._folder = memory or folder
        self._feeds: dict[str, Feed] = {}
        self._listening: dict[str, Listening] = {}
        self._slate: Slate | None = None
        self._coming: Slate | None = None
        """A slate that is made, and shown once it is."""
        self._reel: Reel | None = None
        self._sweep_at = 0.0
        for place in {folder, self._folder}:
            place.mkdir(parents=True, exist_ok=True)
            end_leftovers(place)
        self._channel = Channel(self._folder, folder)
        self._broom = Broom(self._channel)
        self._switch = Switch("")
        self._follow(plan)

    def apply(self, plan: Plan) -> None:
        """Change what has changed; sources that stay are not disturbed."""
        if plan != self.plan:
            old, self.plan = self.plan, plan
            if old.card != plan.card:
                self._close_card()
            self._follow(plan)

    def look(self) -> None:
        """Do what there is to do: called several times a second."""
        now = time.monotonic()
        for feed in self._feeds.values():
            feed.look(now)
        self._look_at_slate()
        self._show(now)
        if now >= self._sweep_at:
            self._sweep_at = now + SWEPT_EVERY
            self._sweep(self._clock())

    def close(self) -> None:
        """End the encoders. What the channel shows stays, for whoever goes on with it."""
        for feed in self._feeds.values():
            feed.close()
        for slate in filter(None, (self._slate, self._coming)):
            slate.close()

    def picture(self) -> Picture:
        """Say what is on air and how each source is."""
        now = time.monotonic()
        sources = {}
        for name, feed in self._feeds.items():
            if isinstance(feed.recipe, ArrivingRecipe):
                state = "live" if feed.standing(now).delivers else "waiting"
                sources[name] = (state, feed.recipe.health.troubles(now))
        return Picture(self._switch.on_air, self._broom.troubles, sources)

    def levels(self) -> dict[str, int]:
        """Return how loud each source is that delivers: the peak of two seconds in decibels."""
        now = time.monotonic()
        recipes = {
            name: feed.recipe for name, feed in self._feeds.items() if feed.standing(now).delivers
        }
        return {
            name: recipe.looks.peak
            for name, recipe in recipes.items()
            if isinstance(recipe, ArrivingRecipe) and recipe.looks.peak is not None
        }

    def _follow(self, plan: Plan) -> None:
        """Open and close feeds until they are those of the plan, in its order."""
        wanted = {source.role: source for source in plan.sources}
        for name in [n for n in self._feeds if wanted.get(n) != self._listening.get(n)]:
            self._feeds.pop(name).close()
            self._listening.pop(name, None)
        if wanted:
            self._close_card()
            feeds = {n: self._feeds.get(n) or self._open(source) for n, source in wanted.items()}
            self._have_slate(plan.slate)
            last_resort = SLATE
        else:
            card = self._feeds.get(test_card.SOURCE)
            recipe = test_card.CardRecipe(plan.card)
            feeds = {test_card.SOURCE: card or Feed(self._folder, recipe, self._clock)}
            last_resort = test_card.SOURCE
        self._feeds = feeds
        self._load(plan.film)
        if self._switch.last_resort != last_resort:
            self._switch = Switch(last_resort)

    def _load(self, film: Playing | None) -> None:
        """Have the film ready that plays, or none."""
        if film and (self._reel is None or self._reel.playing != film):
            try:
                self._reel = Reel(self._folder, film)
            except (OSError, ValueError):
                logger.exception("%s: its film cannot be read.", self._folder.name)
                self._reel = None
        elif film is None:
            self._reel = None

    def _open(self, source: Listening) -> Feed:
        self._listening[source.role] = source
        return Feed(self._folder, ArrivingRecipe(source), self._clock)

    def _close_card(self) -> None:
        if card := self._feeds.pop(test_card.SOURCE, None):
            card.close()

    def _have_slate(self, design: Design) -> None:
        """Show the slate of this design, and the one there is until it is made."""
        if self._slate is None:
            self._slate = Slate(self._folder, design)
        if self._coming and self._coming.design != design:
            self._coming.close()
            self._coming = None
        if self._slate.design != design and self._coming is None:
            self._coming = Slate(self._folder, design)

    def _look_at_slate(self) -> None:
        """Have it made; once another one is ready, it takes the place of the old one."""
        if self._slate and not self._coming:
            self._slate.look()
        if self._slate and self._coming:
            self._coming.look()
            if self._coming.is_ready:
                self._slate.close()
                self._slate, self._coming = self._coming, None
                self._slate.begin(self._channel.shown_until, self._clock())

    def _show(self, now: float) -> None:
        """Put what is new of the source on air into the channel."""
        before = self._switch.on_air
        film = {FILM: self._reel.standing(self._clock())} if self._reel else {}
        standings = film | {name: feed.standing(now) for name, feed in self._feeds.items()}
        on_air = self._switch.choose(standings, held=self.plan.held, now=now)
        if on_air != before:
            self._begin(on_air, before)
        offers = self._offers(on_air)
        for offer in offers:
            self._channel.add(on_air, offer.segment, offer.starts)
        if offers:
            variants = VARIANTS[self.plan.quality if self._slate else COPY]
            self._channel.show(variants, since=self.plan.since)

    def _begin(self, on_air: str, before: str) -> None:
        """Begin with the segment that is nearest to what has been shown."""
        logger.info("%s: %s is on air after %s.", self._folder.name, on_air, before or "nothing")
        if self._slate and on_air == SLATE:
            self._slate.begin(self._channel.shown_until, self._clock())
        elif self._reel and on_air == FILM:
            self._reel.begin(self._channel.shown_until - OVERLAP, self._clock())
        elif feed := self._feeds.get(on_air):
            near = self._channel.shown_until - OVERLAP
            while feed.offers and feed.offers[0].starts <= near:
                feed.offers.popleft()

    def _offers(self, on_air: str) -> list[Offer]:
        if self._slate and on_air == SLATE:
            return self._slate.offers(self._clock())
        if self._reel and on_air == FILM:
            return self._reel.offers(self._clock())
        feed = self._feeds.get(on_air)
        offers = list(feed.offers) if feed else []
        if feed:
            feed.offers.clear()
        return offers

    def _sweep(self, now: float) -> None:
        """Delete what no player can ask for any more."""
        in_use = {name for feed in self._feeds.values() for name in feed.heads}
        for slate in filter(None, (self._slate, self._coming)):
            in_use |= slate.files
        self._broom.sweep(
            now,
            kept=KEPT if self._slate else KEPT_OF_THE_CARD,
            since=self.plan.since,
            forgets_until=self.plan.forgets_until,
            in_use=in_use,
        )
