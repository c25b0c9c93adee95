# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Every door of the application lane.

Addresses and their lanes:

- ``/<convention>/<language>/…`` and ``/<convention>/public/…``: published, the same for everybody,
  kept by the front;
- ``/<convention>/live``, ``/<convention>/act/<name>``, ``/<convention>/media/…``,
  ``/<convention>/recordings/…``, ``/<convention>/ticket/<token>``, ``/<convention>/my/pass``,
  ``/static/…``: answered by the front itself;
- ``/<convention>/my/…``, ``/<convention>/door/…``, ``/account/…``, ``/manage/…``: application,
  personal, never kept.
"""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("konvent.ops.urls")),
    path("", include("konvent.people.urls")),
    path("account/", include("konvent.people.account_urls")),
    path("", include("konvent.convention.urls")),
    path("", include("konvent.programme.urls")),
    path("", include("konvent.stage.urls")),
    path("", include("konvent.audience.urls")),
    path("", include("konvent.library.urls")),
    path("", include("konvent.letters.urls")),
    path("", include("konvent.registration.urls")),
    path("", include("konvent.site.urls")),
]

handler403 = "konvent.site.views.errors.permission_denied"
handler404 = "konvent.site.views.errors.page_not_found"
handler500 = "konvent.site.views.errors.server_error"
