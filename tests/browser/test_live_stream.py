# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The line to the hub: shared by a browser's tabs, and back after the front was restarted."""

from __future__ import annotations

import os
import signal

import pytest
from playwright.sync_api import expect
from tests.config.serving import OtherProcess, children
from tests.foundation.front.running import eventually

STAGE = "digital-forum"
ON_STAGE = """
from django.utils import timezone
from konvent.programme.models import Room, Session
from konvent.stage.actions import put_on_stage
room = Room.objects.get(convention__slug="sccon-2020", slug="{stage}")
session = Session.objects.filter(convention=room.convention).exclude(code="{but}").order_by("pk")[0]
put_on_stage(room=room, session=session, at=timezone.now(), by=None)
print(session.code)
"""
SCHEDULE_AGAIN = f"""
from django.utils import timezone
from konvent.programme.models import Room
from konvent.stage.actions import return_to_schedule
room = Room.objects.get(convention__slug="sccon-2020", slug="{STAGE}")
return_to_schedule(room=room, at=timezone.now(), by=None)
"""


@pytest.fixture
def producer(konvent):
    process = OtherProcess(konvent.data)
    yield process
    process.do(SCHEDULE_AGAIN)
    process.end()


def title_of(page):
    return page.locator(f'konvent-now[topic="stage/{STAGE}/now"] [data-part="title"]')


def shared_workers(page) -> int:
    targets = page.context.new_cdp_session(page).send("Target.getTargets")["targetInfos"]
    return sum(target["type"] == "shared_worker" for target in targets)


def put_another_on_stage(producer, page) -> str:
    present = title_of(page).get_attribute("href").rstrip("/").rpartition("/")[2]
    return producer.do(ON_STAGE.format(stage=STAGE, but=present))


def shows(page, code: str) -> None:
    expect(title_of(page)).to_have_attribute(
        "href", f"/sccon-2020/en/session/{code}/", timeout=20_000
    )


def test_tabs_share_a_line_and_it_comes_back_after_a_restart(context, konvent, producer, tolerated):
    tolerated.append("/live?topics=")  # the browser says that the line broke
    first, second = context.new_page(), context.new_page()
    for page in (first, second):
        page.goto("/sccon-2020/en/")
    code = put_another_on_stage(producer, first)
    shows(first, code)
    shows(second, code)
    assert shared_workers(first) == 1

    front = eventually(lambda: next(children(konvent.pid, " front "), None))
    os.kill(front, signal.SIGKILL)
    code = put_another_on_stage(producer, first)

    shows(first, code)
    shows(second, code)


def test_a_browser_without_shared_workers_has_a_line_of_its_own(context, producer):
    context.add_init_script("delete window.SharedWorker")
    page = context.new_page()
    page.goto("/sccon-2020/en/")

    code = put_another_on_stage(producer, page)

    shows(page, code)
    assert shared_workers(page) == 0
