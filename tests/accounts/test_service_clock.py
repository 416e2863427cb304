"""By when a request is due (row 5)."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from accounts.request_states import ASKING, MOVES, SERVING, moves, next_state
from accounts.service_clock import Term, due_at, is_late, minutes_left, run_on
from crm.working_time import WorkingTime

ZONE = ZoneInfo("Asia/Shanghai")
WORK = WorkingTime(zone=ZONE, opens=time(8, 30), closes=time(17, 30), weekdays=frozenset({1, 2, 3, 4, 5}))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("term", "asked", "due"),
    [
        (Term(30, "minutes"), "2026-03-10 17:20", "2026-03-11 08:50"),
        (Term(30, "minutes", round_the_clock=True), "2026-03-10 17:20", "2026-03-10 17:50"),
        (Term(4, "hours"), "2026-03-13 15:30", "2026-03-16 10:30"),
        (Term(4, "hours", round_the_clock=True), "2026-03-13 22:30", "2026-03-14 02:30"),
        (Term(1, "working_days"), "2026-03-13 15:30", "2026-03-16 17:30"),
    ],
)
def test_the_standard_sets_the_due_instant(term, asked, due):
    assert due_at(term, asked_at=at(asked), work=WORK) == at(due)


@pytest.mark.parametrize(
    ("term", "due"),
    [
        (Term(4, "hours"), "2026-03-12 14:00"),
        (Term(2, "working_days"), "2026-03-16 17:30"),  # two days later, and a weekend between
        (Term(6, "hours", round_the_clock=True), "2026-03-12 16:00"),
    ],
)
def test_a_pause_gives_its_time_back(term, due):
    asked, paused, resumed = at("2026-03-10 10:00"), at("2026-03-10 11:00"), at("2026-03-12 11:00")

    left = minutes_left(term, at=paused, due=due_at(term, asked_at=asked, work=WORK), work=WORK)

    assert run_on(term, start=resumed, minutes=left, work=WORK) == at(due)


def test_nothing_is_left_of_a_clock_that_ran_down():
    term = Term(1, "hours")

    assert minutes_left(term, at=at("2026-03-10 12:00"), due=at("2026-03-10 11:00"), work=WORK) == 0


@pytest.mark.parametrize(
    ("due", "done", "is_running", "late"),
    [
        ("2026-03-10 10:00", None, True, True),
        ("2026-03-10 13:00", None, True, False),
        ("2026-03-10 10:00", None, False, False),  # paused or withdrawn
        ("2026-03-10 10:00", "2026-03-10 10:00", False, False),  # to the minute is on time
        ("2026-03-10 10:00", "2026-03-10 10:01", False, True),
        (None, None, True, False),
    ],
)
def test_late_is_read_from_the_clock(due, done, is_running, late):
    found = is_late(due=due and at(due), done=done and at(done), is_running=is_running, at=at("2026-03-10 12:00"))

    assert found == late


def test_only_the_asking_step_says_that_it_is_well_done():
    assert MOVES["confirm"].sides == MOVES["reopen"].sides == {ASKING}
    assert MOVES["finish"].sides == MOVES["pause"].sides == {SERVING}


@pytest.mark.parametrize(
    ("verb", "state", "becomes"),
    [
        ("pause", "open", "paused"),
        ("pause", "paused", None),
        ("finish", "paused", "done"),
        ("finish", "done", None),
        ("reopen", "done", "open"),
        ("reopen", "confirmed", None),
        ("withdraw", "done", None),
    ],
)
def test_a_state_knows_its_verbs(verb, state, becomes):
    assert next_state(verb, state) == becomes


def test_what_is_settled_moves_no_more():
    assert moves("confirmed") == moves("withdrawn") == {}
