"""A journal, and clocks that can be told what to say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from clew.store.journal import Journal

START = datetime(2026, 11, 21, 9, tzinfo=UTC)


@pytest.fixture
def journal(tmp_path) -> Journal:
    return Journal(tmp_path / "journal", "w1")


@pytest.fixture
def now() -> Callable[[], datetime]:
    """A clock that goes a millisecond a look."""
    state = [START]

    def look() -> datetime:
        state[0] += timedelta(milliseconds=1)
        return state[0]

    return look


@pytest.fixture
def at() -> Callable[[float], Callable[[], datetime]]:
    """Clocks that stand still, so many seconds after the start."""
    return lambda seconds: lambda: START + timedelta(seconds=seconds)
