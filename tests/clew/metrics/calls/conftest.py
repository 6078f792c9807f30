# ruff: noqa: DTZ001 - times of the lake are UTC without a zone
"""Calls written by hand: seconds after they began to wait, judged 100 seconds later."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

QUEUED = datetime(2026, 3, 2, 9)
NOW = QUEUED + timedelta(seconds=100)
TIMES = ("answered", "abandoned", "ended")
Judge = Callable[..., dict[str, tuple[float | None, float]]]


def call(name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    times = {f"{time}_at": QUEUED + timedelta(seconds=given[time]) for time in TIMES if given.get(time) is not None}
    rest = {column: value for column, value in given.items() if column not in TIMES}
    return {"call_id": name, "queued_at": QUEUED, **times, **rest}


@pytest.fixture(scope="session")
def judge(population: Any) -> Judge:
    """A function: metric, calls by name, parameters -> (y, w) by name."""

    def run(metric: str, calls: Mapping[str, Mapping[str, Any]], **parameters: str) -> dict[str, Any]:
        rows = [call(name, given) for name, given in calls.items()]
        found = population(metric, {"calls": rows}, as_of=NOW.isoformat(), **parameters)
        return {row["call_id"]: (row["y"], row["w"]) for row in found}

    return run
