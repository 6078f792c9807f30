"""Where the entries of a change log stand among the periods of an answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from clew.calendars.hours import WEEKDAYS
from clew.changes import Change
from clew.questions.question import Every
from clew.questions.timing.periods import label, start_of

__all__ = ["marks_of"]

#: Letters of a label before it is cut; the hint has the whole.
LONGEST = 26
#: Labels of neighbours stand on so many lines, one below the other, so that they can be read.
LINES = 3
#: Beyond this share of the periods a label stands before its rule, or it would end outside the chart.
_LATE = 0.7
_FORMS: tuple[tuple[str, Every], ...] = (
    (r"\d{4}-\d{2}-\d{2}", "day"),
    (r"\d{4}-W\d{2}", "week"),
    (r"\d{4}-\d{2}", "month"),
    (r"\d{4}-Q\d", "quarter"),
    (r"\d{4}", "year"),
)


def marks_of(
    changes: Iterable[Change], periods: Sequence[str | None], week_start: str = "monday"
) -> list[dict[str, Any]]:
    """Return a mark for each period in which something changed: ``period``, ``until``, ``label``, ``what``, ...

    Only what touches the span from the first to the last of ``periods`` (labels of an answer's rows) is there.

    >>> marks_of([Change(begins=date(2026, 3, 5), title="Prices up")], ["2026-02", "2026-03"])[0]["period"]
    '2026-03'
    """
    known = sorted({period for period in periods if period})
    every = next((every for form, every in _FORMS if known and re.fullmatch(form, known[0])), None)
    if every is None:
        return []
    found: dict[str, dict[str, Any]] = {}
    for change in sorted(changes, key=lambda each: (each.begins, each.last, each.title)):
        first, last = (_label(day, every, week_start) for day in (change.begins, change.last))
        if last < known[0] or first > known[-1]:
            continue
        at = max(first, known[0])
        mark = found.setdefault(at, {"period": at, "until": at, "titles": []})
        mark["until"] = max(mark["until"], min(last, known[-1]))
        mark["titles"].append(change.title)
    return [
        {
            "period": mark["period"],
            "until": mark["until"],
            "label": _cut("; ".join(mark["titles"])),
            "what": "; ".join(mark["titles"]),
            "line": place % LINES,
            "is_late": sum(period < mark["period"] for period in known) > _LATE * len(known),
        }
        for place, mark in enumerate(found[at] for at in sorted(found))
    ]


def _label(day: date, every: Every, week_start: str) -> str:
    return label(start_of(datetime.combine(day, time()), every, WEEKDAYS.index(week_start) + 1), every)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"
