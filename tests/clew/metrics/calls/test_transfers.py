"""Transfers: what is said of calls that came through; unknown is not none."""

from __future__ import annotations

CALLS = {
    "twice": {"answered": 3, "transfers": 2},
    "never": {"answered": 3, "transfers": 0},
    "unknown": {"answered": 3},
    "gave up": {"abandoned": 3, "transfers": 0},
    "waiting": {"transfers": 0},
    "not yet": {"answered": 101, "transfers": 1},
}


def test_calls_that_came_through(judge):
    assert judge("transfers", CALLS) == {"twice": (2.0, 1.0), "never": (0.0, 1.0), "unknown": (None, 1.0)}


def test_at_least_once(judge):
    found = {name: y for name, (y, _) in judge("transfers.transferred", CALLS).items()}
    assert found == {"twice": 1.0, "never": 0.0, "unknown": None}
