"""Periods as the reader says them: on pages, on paper, in charts. Addresses and files keep the machine's labels."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from clew.calendars.hours import WEEKDAYS
from clew_server.web.figures.amounts import reader

__all__ = ["Said", "period", "said_of", "with_periods"]

#: Room between the labels of an axis: those that come closer are left out.
APART = 10


@dataclass(frozen=True)
class Said:
    """A period in words, and short, for an axis."""

    words: str
    short: str


def period(label: str | None, week_start: str | int = "monday", *, short: bool = False) -> str:
    """Return the label of a period in words: 2026-W35 is "week of Aug 24, 2026"; empty for none.

    ``week_start`` is the first day of the workspace's weeks, by name or from 1 (Monday) to 7. What is no label of a
    period ("the span before") is returned as it is.
    """
    first = week_start if isinstance(week_start, int) else WEEKDAYS.index(week_start) + 1
    return reader().period(label, first, short=short) if label else ""


def said_of(labels: Iterable[str | None], week_start: str | int = "monday") -> dict[str, Said]:
    """Return each label with its words, for :func:`with_periods` where the reader's language is not at hand."""
    known = sorted({label for label in labels if label})
    return {label: Said(period(label, week_start), period(label, week_start, short=True)) for label in known}


def with_periods(document: Any, said: Mapping[str, Said]) -> Any:
    """Return a Vega-Lite document whose axis and hints say the periods of its data in words.

    The data keep the labels, by which they are in order; beside each stands ``said``.
    """
    if isinstance(document, list):
        return [with_periods(part, said) for part in document]
    if not isinstance(document, dict):
        return document
    found = {key: with_periods(part, said) for key, part in document.items()}
    label = found.get("period")
    if isinstance(label, str):  # a row of the data
        return {**found, "said": said[label].words if label in said else label}
    if found.get("field") == "period":
        if isinstance(found.get("axis"), dict):
            short = {name: each.short for name, each in said.items()}
            said_as = f"{json.dumps(short)}[datum.value] || datum.value"
            found["axis"] = {**found["axis"], "labelExpr": said_as, "labelSeparation": APART}
        elif found.get("type") == "nominal":  # a hint
            found["field"] = "said"
    return found
