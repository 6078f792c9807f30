"""A company in memory: rows with a metric, its score, dimensions and a month, asked as a workspace is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from clew.errors import UsageError
from clew.findings.asking.figures import Figured
from clew.findings.measure import Cell
from clew.questions.answer import AnswerRow
from clew.stats.sketch import Sketch

KNOWN = {
    "nps": ("Net Promoter Score", "points", "higher"),
    "csat": ("Satisfied", "share", "higher"),
    "ces": ("Ease", "rating", "higher"),
    "rating": ("Rating", "rating", "higher"),
    "promise_kept": ("Promises kept", "share", "higher"),
}
MONTHS = tuple(f"2025-{month:02d}" for month in range(1, 13))
TOUCHPOINTS = ("Shop", "Invoice", "Repair visit", "Hotline", "App")
CHANNELS = ("web", "phone", "store")
REGIONS = ("North", "South", "East", "West")


@dataclass
class Company:
    """Rows a metric: ``y`` in the metric's inner unit, one array a dimension, and the month."""

    metrics: dict[str, tuple[np.ndarray, dict[str, np.ndarray], np.ndarray]] = field(default_factory=dict)

    def cells(
        self,
        metric: str,
        *,
        by: Sequence[str] = (),
        where: Sequence[str] = (),
        every: str | None = None,
        parameters: Mapping[str, str] | None = None,
    ) -> list[Cell]:
        if metric not in self.metrics:
            raise UsageError(f"there is no {metric}")
        y, dimensions, months = self.metrics[metric]
        columns = [dimensions.get(name, np.full(len(y), "one")) for name in by]
        keys = list(zip(*columns, *([months] if every else []), strict=True)) if by or every else [()] * len(y)
        groups: dict[tuple[str, ...], list[int]] = {}
        for at, key in enumerate(keys):
            groups.setdefault(tuple(map(str, key)), []).append(at)
        return [
            Cell(dict(zip(by, key, strict=False)), key[-1] if every else None, Sketch.of(y[at]))
            for key, at in groups.items()
        ]

    def typical(self, metric: str, by: Sequence[str], parameters: Mapping[str, str]) -> float | None:
        return None

    def figures(self, metric: str, statistics: Sequence[str], **_how: Any) -> Figured:
        raise UsageError(f"nobody knows {metric}")

    def answered(self, metric: str, **_how: Any) -> tuple[AnswerRow, ...]:
        raise UsageError(f"nobody knows {metric}")

    def has_working_time(self) -> bool:
        return False

    def paths(self, *, by: str, gap: int | None, names: str, tables: str = "") -> None:
        return None

    def contracts(self, name: str) -> None:
        return None

    def incomplete(self, every: str) -> frozenset[str]:
        return frozenset()

    def segments(self, metric: str) -> list[str]:
        return ["region"]

    def verbatims(
        self, metric: str, where: Mapping[str, str], filters: Sequence[str], seed: str
    ) -> list[dict[str, Any]]:
        return [{"verbatim": "It took three weeks.", "rating": 2, "language": "en", "journal_ref": "a/1/2"}]

    def rows(self) -> tuple[dict[str, Any], ...]:
        return ({"name": "feedback", "rows": sum(len(m[0]) for m in self.metrics.values()), "customers": 10},)


Score = Callable[[Mapping[str, str], str], float]


def make_company(seed: int, n: int = 12_000, lower: Score = lambda _where, _month: 0.0) -> Company:
    """Return a company whose NPS answers are drawn around 7.8, lowered by ``lower(where, month)`` rating points."""
    rng = np.random.Generator(np.random.PCG64(seed))
    months = rng.choice(MONTHS, n)
    columns = {
        "touchpoint": rng.choice(TOUCHPOINTS, n),
        "channel": rng.choice(CHANNELS, n),
        "region": rng.choice(REGIONS, n),
    }
    wheres = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    centre = 7.8 - np.array([lower(where, month) for where, month in zip(wheres, months, strict=True)])
    rating = np.clip(np.round(rng.normal(centre, 2.2)), 0, 10)
    y = np.where(rating >= 9, 1.0, np.where(rating <= 6, -1.0, 0.0))
    return Company({"nps": (y, columns, months)})


@pytest.fixture
def known() -> dict[str, tuple[str, str, str]]:
    return dict(KNOWN)


@pytest.fixture
def company() -> Callable[..., Company]:
    return make_company
