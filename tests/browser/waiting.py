"""Waiting until something holds in a page, also in one whose policy lets no script make code of text."""

from __future__ import annotations

import time
from typing import Any

__all__ = ["until"]

PATIENCE, PAUSE = 30.0, 0.05


def until(page: Any, expression: str, arg: Any = None, patience: float = PATIENCE) -> None:
    """Return once an expression holds in ``page``: asked by the test again and again, never by the page itself.

    ``wait_for_function`` has the page make code of text when its first look says no, which a strict policy forbids.
    """
    ends = time.monotonic() + patience
    while not page.evaluate(expression, arg):
        assert time.monotonic() < ends, f"never came to hold: {expression}"
        page.wait_for_timeout(1000 * PAUSE)
