"""One answer: rows with intervals, comparisons, and the words of what was counted."""

from __future__ import annotations

from typing import Any

import msgspec

__all__ = ["Answer", "AnswerRow", "Comparison"]


class AnswerRow(msgspec.Struct, frozen=True, kw_only=True):
    """One figure of an answer, in the unit people know (NPS -100..100, rates 0..1, durations in seconds)."""

    dimensions: dict[str, str | None] = {}
    period: str | None = None
    statistic: str
    value: float | None
    lo: float | None
    hi: float | None
    n: int
    n_effective: float | None = None
    missing: int = 0
    method: str
    warnings: tuple[str, ...] = ()
    extra: dict[str, Any] = {}


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """One difference: ``dimensions`` and ``period`` name the side that is compared with ``reference``."""

    dimensions: dict[str, str | None] = {}
    period: str | None = None
    reference: str
    difference: float | None
    lo: float | None
    hi: float | None
    p: float | None
    q: float | None
    beyond_chance: bool | None
    smallest_detectable: float | None
    n: tuple[int, int]
    method: str
    warnings: tuple[str, ...] = ()


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to one :class:`~clew.questions.question.Question`."""

    metric: str
    label: str
    statistic: str
    unit: str
    direction: str
    level: float
    as_of: str | None
    spec_hash: str
    population: str
    rows: tuple[AnswerRow, ...]
    comparisons: tuple[Comparison, ...] = ()
    warnings: tuple[str, ...] = ()
    sql: tuple[str, ...] = ()
    lake_version: int = 0
    cached: bool = False
