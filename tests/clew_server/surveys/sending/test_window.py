"""Windows by the clock of the workspace, around both changes of it."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.clew_server.surveys.sending.conftest import moment

from clew_server.surveys.asking.settings import Window
from clew_server.surveys.sending.window import is_open, opens_at

WARSAW = ZoneInfo("Europe/Warsaw")
EVERY = (0, 1, 2, 3, 4, 5, 6)


@pytest.mark.parametrize(
    ("day", "minutes"), [("2026-03-28", 540), ("2026-03-29", 540), ("2026-10-25", 540), ("2026-10-26", 540)]
)
def test_nine_to_six_is_nine_hours_on_every_day(day, minutes):
    window = Window(days=EVERY, start="09:00", end="18:00")
    start = moment(f"{day}T00:00") - timedelta(hours=3)
    inside = [at for at in range(30 * 60) if is_open(window, WARSAW, start + timedelta(minutes=at))]
    local = (start + timedelta(minutes=inside[0])).astimezone(WARSAW)
    assert (len(inside), f"{local:%H:%M}") == (minutes, "09:00")


@pytest.mark.parametrize(("day", "minutes"), [("2026-03-29", 0), ("2026-10-25", 120)])
def test_the_hour_that_is_left_out_or_comes_twice(day, minutes):
    window = Window(days=EVERY, start="02:00", end="03:00")
    start = moment(f"{day}T00:00") - timedelta(hours=2)
    assert sum(is_open(window, WARSAW, start + timedelta(minutes=at)) for at in range(6 * 60)) == minutes


def test_when_it_opens_next():
    window = Window(days=(0,), start="09:00", end="18:00")
    sunday = moment("2026-11-29T12:00")
    assert opens_at(window, WARSAW, sunday) == moment("2026-11-30T08:00")
    assert opens_at(window, WARSAW, moment("2026-11-30T10:00")) == moment("2026-11-30T10:00")
    assert opens_at(window, WARSAW, moment("2026-11-30T18:00")) == moment("2026-12-07T08:00")


def test_a_whole_day_and_over_midnight():
    whole = Window(days=(6,), start="00:00", end="24:00")
    assert is_open(whole, WARSAW, moment("2026-11-29T22:59"))
    assert not is_open(whole, WARSAW, moment("2026-11-29T23:00"))
    late = Window(days=(6,), start="22:00", end="02:00")
    assert is_open(late, WARSAW, moment("2026-11-29T23:30"))
    assert not is_open(late, WARSAW, moment("2026-11-30T01:30"))
