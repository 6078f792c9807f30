"""Bot share: handled alone, had at all, and of the time; who gave up was not handled."""

from __future__ import annotations

CALLS = {
    "alone": {"ended": 40, "bot_seconds": 40.0},
    "then a person": {"answered": 20, "ended": 80, "bot_seconds": 20.0},
    "gave up": {"abandoned": 40, "bot_seconds": 30.0},
    "a person": {"answered": 20, "ended": 80, "bot_seconds": 0.0},
    "nobody says": {"answered": 20, "ended": 80},
    "cannot be": {"answered": 20, "ended": 80, "bot_seconds": 82.0},
    "rounded": {"ended": 40, "bot_seconds": 40.9},
    "lasts": {"answered": 20, "bot_seconds": 5.0},
}


def test_handled_alone(judge):
    assert {name: y for name, (y, _) in judge("bot_share", CALLS).items()} == {
        "alone": 1.0, "then a person": 0.0, "gave up": 0.0, "a person": 0.0, "nobody says": None, "cannot be": 0.0,
        "rounded": 1.0,
    }  # fmt: skip


def test_share_of_the_time_by_how_long_a_call_lasted(judge):
    assert judge("bot_share.time", CALLS) == {
        "alone": (1.0, 40.0), "then a person": (0.25, 80.0), "gave up": (0.75, 40.0), "a person": (0.0, 80.0),
        "nobody says": (None, 80.0), "cannot be": (None, 80.0), "rounded": (1.0, 40.0),
    }  # fmt: skip


def test_had_at_all(judge):
    found = judge("bot_share.touched", CALLS)
    assert (found["gave up"][0], found["a person"][0], found["nobody says"][0]) == (1.0, 0.0, None)
