"""Weeks in remission of Freireich et al. 1963 (Blood 21:699), "+" for those still in remission: the classic example."""

from __future__ import annotations

import pytest

from clew.stats.survival.lifetimes import Lifetimes

TREATED = "6+ 6 6 6 7 9+ 10+ 10 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
CONTROL = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"


def read(text: str) -> Lifetimes:
    """The times of a text, open where they end in "+"."""
    given = text.split()
    return Lifetimes.of([float(part.strip("+")) for part in given], [not part.endswith("+") for part in given])


@pytest.fixture
def treated() -> Lifetimes:
    """21 children given 6-MP."""
    return read(TREATED)


@pytest.fixture
def control() -> Lifetimes:
    """21 given a placebo."""
    return read(CONTROL)
