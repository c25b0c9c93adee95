# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The doors of a house that holds only so many: its three laws, and how it is after a crash."""

from __future__ import annotations

import resource
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from konvent.registration.admission import Admission
from konvent.registration.gate import Entrance, Gate
from konvent.registration.house import FORGOTTEN_AFTER, GRACE, Holds, House, Place
from konvent.registration.journal import Journal
from konvent.registration.line import SECONDS_CALLED
from konvent.registration.tickets import Lane

NINE = 1_800_000_000.0
USUAL, ASSISTED = Lane.USUAL, Lane.ASSISTED
NAMES = ("ada", "grace", "hedy", "joan", "katherine", "lise", "mary")
LANES = dict.fromkeys(NAMES, USUAL) | {"grace": ASSISTED, "lise": ASSISTED}


class Morning:
    """A house and its people, who keep what they are given; the clock is turned by hand."""

    def __init__(self, people: int, per_second: float, path: Path | None = None) -> None:
        self.path = path
        self.holds = Holds(people, per_second)
        self.now = NINE
        self.house = House(self.holds, Journal(path), self.now)
        self.tickets: dict[str, Place] = {}
        """The place that somebody's browser shows."""
        self.entered: list[Place] = []
        """The places that let somebody in, in that order."""

    def come(self, who: str, lane: Lane | None = None) -> bool:
        shown = self.tickets.get(who)
        was_inside = who in self.house.inside
        place = self.house.come(
            who, LANES.get(who, USUAL) if lane is None else lane, shown, self.now
        )
        if place is not None:
            self.tickets[who] = place
            return False
        if not was_inside and shown is not None and shown.began == self.house.began:
            self.entered.append(shown)
        return True

    def wait(self, seconds: float) -> None:
        self.now += seconds
        self.house.advance(self.now)

    def crash(self) -> None:
        self.house.journal.close()
        self.house = House(self.holds, Journal(self.path), self.now)


def fill(morning: Morning, *names: str) -> None:
    assert all(morning.come(name) for name in names)


def test_an_empty_house_lets_everybody_in_at_once():
    morning = Morning(people=3, per_second=10)

    fill(morning, "ada", "grace", "hedy")

    assert morning.house.state(morning.now)["inside"] == 3


def test_a_full_house_gives_numbers_in_the_order_of_arrival():
    morning = Morning(people=1, per_second=10)
    fill(morning, "ada")

    arrived = [morning.come(name) for name in ("hedy", "joan", "mary")]

    assert arrived == [False, False, False]
    assert [morning.tickets[name].number for name in ("hedy", "joan", "mary")] == [1, 2, 3]


def test_a_reload_a_second_device_and_a_lost_cookie_keep_the_number():
    morning = Morning(people=1, per_second=10)
    fill(morning, "ada")
    morning.come("hedy")
    morning.come("joan")
    number = morning.tickets.pop("hedy")

    morning.come("hedy")
    morning.come("hedy")

    assert morning.tickets["hedy"] == number


def test_whoever_leaves_makes_room_after_a_grace_and_the_next_is_called():
    morning = Morning(people=1, per_second=10)
    fill(morning, "ada")
    morning.come("hedy")
    morning.wait(GRACE - 1)
    is_early = morning.come("hedy")

    morning.wait(2 + 5)

    assert not is_early
    assert morning.come("hedy")
    assert list(morning.house.inside) == ["hedy"]


def test_a_sign_of_life_keeps_a_place_inside():
    morning = Morning(people=1, per_second=10)
    fill(morning, "ada")
    morning.come("hedy")

    for _ in range(10):
        morning.wait(GRACE / 2)
        assert morning.house.sees("ada", morning.now)

    assert not morning.come("hedy")


def test_doors_let_in_only_so_many_a_second():
    morning = Morning(people=1000, per_second=2)
    inside = [morning.come(f"guest{number}") for number in range(6)]

    morning.wait(1)

    assert inside == [True, True, False, False, False, False]
    assert [morning.come(f"guest{number}") for number in range(2, 6)] == [True, True, False, False]


def test_whoever_needs_assistance_is_called_first():
    morning = Morning(people=1, per_second=10)
    fill(morning, "ada")
    morning.come("hedy")
    morning.come("grace")

    morning.wait(GRACE + 6)

    assert not morning.come("hedy")
    assert morning.come("grace")


def test_who_misses_a_call_is_the_first_to_be_called_again():
    morning = Morning(people=1, per_second=10)
    fill(morning, "ada")
    for name in ("hedy", "joan", "mary"):
        morning.come(name)
    morning.wait(GRACE + 6)  # hedy is called
    morning.wait(SECONDS_CALLED + 1)  # and not there; joan is called

    fill(morning, "joan")
    was_hedy_let_in = morning.come("hedy")
    morning.wait(GRACE + 6)

    assert not was_hedy_let_in
    assert not morning.come("mary")
    assert morning.come("hedy")


def test_a_number_that_was_used_lets_nobody_in_again():
    morning = Morning(people=1, per_second=10)
    fill(morning, "ada")
    morning.come("hedy")
    used = morning.tickets["hedy"]
    morning.wait(GRACE + 6)
    fill(morning, "hedy")
    morning.come("joan")
    morning.wait(GRACE + 6)
    fill(morning, "joan")

    morning.tickets["hedy"] = used
    morning.come("hedy")

    assert morning.tickets["hedy"].number > used.number


def test_somebody_elses_number_is_worth_nothing():
    morning = Morning(people=1, per_second=10)
    fill(morning, "ada")
    morning.come("hedy")
    morning.come("joan")

    morning.tickets["mary"] = morning.tickets["hedy"]
    morning.come("mary")

    assert morning.tickets["mary"].number == 3


def test_a_smaller_house_throws_nobody_out():
    morning = Morning(people=3, per_second=10)
    fill(morning, "ada", "hedy", "joan")

    morning.house.holds = Holds(1, 10)

    assert morning.house.sees("ada", morning.now)
    assert not morning.come("mary")


def test_numbers_begin_anew_when_nobody_has_waited_for_long():
    morning = Morning(people=1, per_second=10)
    fill(morning, "ada")
    morning.come("hedy")
    morning.wait(GRACE + 6)
    fill(morning, "hedy")
    morning.come("joan")
    morning.tickets.pop("joan")
    morning.wait(GRACE + 6)
    morning.wait(FORGOTTEN_AFTER + 6)
    fill(morning, "ada")
    morning.come("mary")

    assert morning.tickets["mary"].number == 1


def test_in_which_line_somebody_waited_is_forgotten_when_nobody_has_for_long(tmp_path):
    morning = Morning(people=1, per_second=10, path=tmp_path / "smart.doors")
    fill(morning, "ada")
    morning.come("grace")
    morning.wait(GRACE + 6)
    fill(morning, "grace")
    waited = morning.path.read_text()

    morning.wait(FORGOTTEN_AFTER + 6)

    assert "place a 1 grace" in waited
    assert "grace" not in morning.path.read_text()
    assert not morning.house.places


def test_the_estimate_is_what_was_measured():
    morning = Morning(people=1000, per_second=2)
    for number in range(200):
        morning.come(f"guest{number}")
    for _ in range(60):
        morning.wait(1)

    line = morning.house.state(morning.now)["lanes"]["usual"]

    assert line["per_minute"] == pytest.approx(120, abs=4)
    assert line["turn"] == pytest.approx(120, abs=3)


def test_a_killed_front_loses_nobody(tmp_path):
    morning = Morning(people=2, per_second=10, path=tmp_path / "smart.doors")
    fill(morning, "ada", "katherine")
    for name in ("hedy", "joan", "grace"):
        morning.come(name)
    places = dict(morning.tickets)

    morning.crash()

    assert list(morning.house.inside) == ["ada", "katherine"]
    for name in places:
        morning.tickets.pop(name)
        assert not morning.come(name)
    assert morning.tickets == places


def test_a_torn_or_foreign_line_keeps_nobody_out(tmp_path):
    path = tmp_path / "smart.doors"
    path.write_text("in ada\nplace x y\nnonsense\nturn q 1\nin hed")

    house = House(Holds(2, 1), Journal(path), NINE)

    assert list(house.inside) == ["ada"]


def test_a_journal_that_cannot_be_written_stops_nobody(tmp_path):
    (tmp_path / "file").write_text("")
    morning = Morning(people=1, per_second=10, path=tmp_path / "file" / "smart.doors")

    fill(morning, "ada")

    assert not morning.come("hedy")


def test_a_disk_that_is_full_for_a_moment_makes_nobody_a_stranger(tmp_path):
    path = tmp_path / "smart.doors"
    morning = Morning(people=3, per_second=10, path=path)
    fill(morning, "ada")
    most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 2, most[1]))
    try:
        fill(morning, "grace")
        morning.wait(6)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, most)

    morning.wait(6)
    fill(morning, "hedy")
    morning.crash()

    assert morning.house.inside.keys() == {"ada", "grace", "hedy"}
    assert [file.name for file in tmp_path.iterdir()] == ["smart.doors"]


def test_a_long_journal_is_written_anew_and_says_the_same(tmp_path):
    path = tmp_path / "smart.doors"
    morning = Morning(people=2, per_second=10, path=path)
    fill(morning, "ada", "katherine")
    morning.come("hedy")
    morning.come("grace")
    morning.house.journal.lines = 200_000

    morning.wait(6)
    before = morning.house
    morning.crash()

    assert len(path.read_text().splitlines()) == 9
    assert morning.house.inside.keys() == before.inside.keys()
    assert morning.house.places == before.places
    assert not morning.come("joan")
    assert morning.tickets["joan"].number == 2


names = st.sampled_from(NAMES)
events = st.one_of(
    st.tuples(st.just("come"), names),
    st.tuples(st.just("come"), names),
    st.tuples(st.just("stay"), names),
    st.tuples(st.just("lose the cookie"), names),
    st.tuples(st.just("wait"), st.sampled_from([0.1, 1, 10, SECONDS_CALLED, GRACE])),
    st.tuples(st.just("crash")),
    st.tuples(st.just("hold"), st.integers(1, 4)),
)


def taken(house):
    """Places of those inside, and of those who were called: what is said later sends none away."""
    return len(house.inside) + sum(len(line.called) for line in house.lines.values())


HELD_LESS = [
    *(("come", "grace"), ("come", "hedy"), ("come", "joan"), ("hold", 2), ("crash",)),
    *(("come", "ada"), ("crash",), ("come", "ada"), ("crash",), ("come", "grace"), ("hold", 1)),
    ("come", "ada"),
]


@settings(max_examples=150)
@given(st.integers(1, 3), st.sampled_from([0.5, 1, 3]), st.lists(events, max_size=60))
@example(1, 1, [("come", "ada"), ("come", "hedy"), ("wait", GRACE), ("wait", 10), ("crash",)])
@example(1, 1, HELD_LESS)
def test_whatever_happens_the_three_laws_hold(people, per_second, happened):
    with tempfile.TemporaryDirectory(prefix="kv-") as folder:
        morning = Morning(people, per_second, Path(folder) / "smart.doors")
        turns = dict.fromkeys((USUAL, ASSISTED), 1)
        for what, *which in happened:
            most = max(taken(morning.house), morning.house.holds.people)
            match what:
                case "come":
                    morning.come(which[0])
                case "stay":
                    morning.house.sees(which[0], morning.now)
                case "lose the cookie":
                    morning.tickets.pop(which[0], None)
                case "wait":
                    morning.wait(which[0])
                case "crash":
                    morning.crash()
                case "hold":
                    morning.holds = morning.house.holds = Holds(which[0], per_second)

            house = morning.house
            assert taken(house) <= most, "the house holds no more"
            for lane, line in house.lines.items():
                assert line.turn >= turns[lane], "numbers are called in their order"
                turns[lane] = line.turn
                assert all(number < line.turn for number in line.called)
        used = [(place.lane, place.number) for place in morning.entered]
        assert len(used) == len(set(used)), "a number lets in once"
        morning.house.journal.close()


def test_a_limit_that_is_lifted_leaves_no_names_behind_whoever_comes_in_that_moment(tmp_path):
    def gate(holds):
        return Gate({"smart": Entrance("smart", "de", ("de",), is_open=True, holds=holds)})

    admission = Admission(tmp_path)
    admission.look(gate(Holds(9, 1)), NINE)
    house = admission.houses["smart"]
    house.count_in("t1", NINE)
    assert (tmp_path / "smart.doors").exists()

    admission.look(gate(None), NINE)
    house.count_in("t2", NINE)

    assert list(tmp_path.iterdir()) == []
