"""One question: what every surface (command line, notebook, report, page) builds and asks."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

__all__ = ["Every", "Filter", "Operator", "Question"]

Every = Literal["day", "week", "month", "quarter", "year"]
Operator = Literal["=", "!=", "<", "<=", ">", ">="]


class Filter(msgspec.Struct, frozen=True):
    """One condition on one dimension; filters of the same field with = are joined by *or*, others by *and*."""

    field: str
    operator: Operator
    value: str


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A metric, a statistic and everything that decides the figure; equal questions have equal answers.

    Times are UTC; ``start`` is inclusive, ``end`` exclusive; ``zone`` and ``week_start`` (1 Monday .. 7 Sunday) are
    those of the workspace. ``statistic`` None means the metric's default. ``compare`` is "previous", "year" or a
    dimension's name. ``as_of`` None means the latest time in the tables asked, never the wall clock.
    """

    metric: str
    statistic: str | None = None
    parameters: dict[str, str] = {}
    by: tuple[str, ...] = ()
    where: tuple[Filter, ...] = ()
    start: datetime | None = None
    end: datetime | None = None
    every: Every | None = None
    compare: str | None = None
    weighted: bool = False
    level: float = 0.95
    as_of: datetime | None = None
    min_n: int = 5
    together: bool = False
    zone: str = "UTC"
    week_start: int = 1
