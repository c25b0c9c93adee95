# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the pages everybody sees."""

from django.urls import path, register_converter

from konvent.site.converters import LanguageConverter
from konvent.site.views import (
    agenda,
    feeds,
    home,
    library,
    look,
    organisations,
    overlays,
    programme,
    recording,
    search,
    security,
    session,
    speakers,
    stages,
    texts,
    waiting,
)

register_converter(LanguageConverter, "language")

PAGES = "<slug:convention>/<language:language>/"
PUBLIC = "<slug:convention>/public/"
FEEDS = f"{PUBLIC}feeds/<language:language>/"

app_name = "site"
urlpatterns = [
    path(".well-known/security.txt", security.security_contact, name="security_contact"),
    path(PAGES, home.home, name="home"),
    path(f"{PAGES}programme/", programme.programme, name="programme"),
    path(f"{PAGES}programme/index.json", programme.programme_index, name="programme_index"),
    path(f"{PAGES}programme/<date:date>/", programme.programme_day, name="programme_day"),
    path(f"{PAGES}session/<str:code>/", session.session, name="session"),
    path(f"{PAGES}stages/", stages.stages, name="stages"),
    path(f"{PAGES}stage/<slug:room>/", stages.stage, name="stage"),
    path(f"{PAGES}overlay/<slug:room>/<slug:name>/", overlays.overlay, name="overlay"),
    path(f"{PAGES}speakers/", speakers.speakers, name="speakers"),
    path(f"{PAGES}speaker/<str:code>/", speakers.speaker, name="speaker"),
    path(f"{PAGES}organisations/", organisations.organisations, name="organisations"),
    path(f"{PAGES}organisation/<slug:slug>/", organisations.organisation, name="organisation"),
    path(f"{PAGES}library/", library.library, name="library"),
    path(f"{PAGES}library/<str:code>/", recording.recording, name="recording"),
    path(f"{PAGES}waiting/", waiting.waiting, name="waiting"),
    path(f"{PAGES}agenda/", agenda.agenda, name="agenda"),
    path(f"{PAGES}changes/", texts.changes, name="changes"),
    path(f"{PAGES}announcements/", texts.announcements, name="announcements"),
    path(f"{PAGES}imprint/", texts.imprint, name="imprint"),
    path(f"{PAGES}privacy/", texts.privacy, name="privacy"),
    path(f"{PAGES}accessibility/", texts.accessibility, name="accessibility"),
    path(f"{FEEDS}<slug:kind>.xml", feeds.feed, name="feed"),
    path(f"{FEEDS}track/<slug:track>/<slug:kind>.xml", feeds.feed, name="track_feed"),
    path(f"{PUBLIC}conferences", feeds.conferences, name="voctoweb_conferences"),
    path(f"{PUBLIC}conferences/<slug:acronym>", feeds.conference, name="voctoweb_conference"),
    path(f"{PUBLIC}events", feeds.events, name="voctoweb_events"),
    path(f"{PUBLIC}events/recent", feeds.recent_events, name="voctoweb_recent"),
    path(f"{PUBLIC}events/search", feeds.event_search, name="voctoweb_search"),
    path(f"{PUBLIC}events/<uuid:guid>", feeds.event, name="voctoweb_event"),
    path(f"{PUBLIC}recordings", feeds.recordings, name="voctoweb_recordings"),
    path(f"{PUBLIC}recordings/<int:number>", feeds.recording, name="voctoweb_recording"),
    path(f"{PUBLIC}streams/v2.json", feeds.streams, name="streams"),
    path(f"{PUBLIC}look.css", look.look, name="look"),
    path(f"{PUBLIC}grid.css", look.grid, name="grid"),
    path(f"{PUBLIC}icon.svg", look.icon, name="icon"),
    path(f"{PUBLIC}logo", look.logo, name="logo"),
    path(f"{PUBLIC}picture", look.picture, name="picture"),
    path("<slug:convention>/my/search/", search.search, name="search"),
    path("<slug:convention>/my/library/", library.library_search, name="library_search"),
]
