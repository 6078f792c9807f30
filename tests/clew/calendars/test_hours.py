"""Hours and weeks as people type them, and back."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.calendars.hours import (
    DAY,
    parse_days,
    parse_hours,
    parse_week,
    spell_hours,
    split_at_midnight,
    subtract,
    union,
)
from clew.errors import UsageError

MINUTES = st.integers(0, DAY)
PAIRS = st.lists(st.tuples(MINUTES, MINUTES), max_size=6)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("9-17", ((540, 1020),)),
        ("09:00–17:00", ((540, 1020),)),
        ("8:30-12, 13-16:45", ((510, 720), (780, 1005))),
        ("13-17,8-12", ((480, 720), (780, 1020))),
        ("0-24", ((0, 1440),)),
        ("22-6", ((1320, 1800),)),
        ("22-24", ((1320, 1440),)),
        ("18-0", ((1080, 1440),)),
        ("8-12,12-17", ((480, 1020),)),
        ("closed", ()),
        ("", ()),
    ],
)
def test_hours(text, hours):
    assert parse_hours(text) == hours
    assert parse_hours(spell_hours(hours)) == hours


@pytest.mark.parametrize(
    "text", ["9", "9-17h", "25-26", "9:60-10", "9-9", "24-6", "9-17,16-18", "nine to five", "9_17"]
)
def test_what_is_no_hours_is_refused(text):
    with pytest.raises(UsageError):
        parse_hours(text)


def test_a_week():
    assert [spell_hours(day) for day in parse_week("mon-thu 8-12,13-17; Friday 8-13")] == [
        *["08:00-12:00, 13:00-17:00"] * 4,
        "08:00-13:00",
        "closed",
        "closed",
    ]
    assert parse_week("24/7") == (((0, DAY),),) * 7
    assert parse_week("sat,sun 10-14")[5:] == (((600, 840),),) * 2


def test_days_in_a_circle():
    assert parse_days("sat-mon") == (5, 6, 0)


@pytest.mark.parametrize("text", ["", "mon-fri 9-17; fri 9-12", "t 9-17", "9-17", "monfri 9-17", "mon 9-17; xyz 1-2"])
def test_what_is_no_week_is_refused(text):
    with pytest.raises(UsageError):
        parse_week(text)


@pytest.mark.parametrize("text", ["mon", "mon-fri", "mon-thu 9-17; fri", "sat,sun "])
def test_a_day_whose_hours_were_forgotten_is_not_closed(text):
    day = text.split(";")[-1].strip()
    with pytest.raises(UsageError, match=f"say '{day} 9-17' or '{day} closed'"):
        parse_week(text)


def minutes(hours):
    return {minute for start, end in hours for minute in range(start, end)}


@given(PAIRS)
def test_a_union_is_sorted_and_disjoint_and_holds_the_same_minutes(pairs):
    joined = union(pairs)
    assert minutes(joined) == minutes(pairs)
    assert all(a < b < c for (a, b), (c, _) in pairwise(joined))


@given(PAIRS, PAIRS)
def test_what_is_subtracted_is_gone_and_nothing_else(pairs, closed):
    assert minutes(subtract(union(pairs), union(closed))) == minutes(pairs) - minutes(closed)


@given(st.integers(0, DAY - 1), st.integers(1, DAY))
def test_nothing_is_lost_at_midnight(start, length):
    own, after = split_at_midnight(((start, start + length),))
    assert minutes(own) | {minute + DAY for minute in minutes(after)} == set(range(start, start + length))
