"""Abandonment: who gave up, who gave up too soon to be counted, and who still waits."""

from __future__ import annotations

CALLS = {
    "answered": {"answered": 30, "ended": 90},
    "gave up": {"abandoned": 30},
    "at the limit": {"abandoned": 5},
    "too soon": {"abandoned": 4},
    "voice mail": {"ended": 50},
    "waiting": {},
}


def test_who_gave_up(judge):
    assert {name: y for name, (y, _) in judge("abandonment", CALLS).items()} == {
        "answered": 0.0, "gave up": 1.0, "at the limit": 1.0, "too soon": None, "voice mail": 0.0, "waiting": None,
    }  # fmt: skip


def test_nobody_is_too_soon_where_short_is_nothing(judge):
    assert judge("abandonment", CALLS, short="0")["too soon"][0] == 1.0
    assert judge("abandonment", CALLS, short="31")["gave up"][0] is None


def test_short_ones_are_counted(judge):
    counted = judge("abandonment.short", CALLS)
    assert [name for name, (y, _) in counted.items() if y is not None] == ["too soon"]
