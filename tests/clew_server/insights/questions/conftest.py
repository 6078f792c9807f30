"""Rooms in which a page does not wait for a long question: a test waits for what it left behind."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from clew_server.insights.waiting import wait_for_all


@pytest.fixture(autouse=True)
def nothing_left_running() -> Iterator[None]:
    """After each test nothing is being answered: the next one closes the engine."""
    yield
    assert wait_for_all(120.0)
