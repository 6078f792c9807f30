"""SQL texts by the shape of what they ask: a question asked again at another moment is not compiled again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from clew.engines.compile import compile_expression

__all__ = ["instant_sql", "text_of"]

#: Moments that nobody asks for stand in a compiled text for those that a question gives: the first, and the step.
_MARK, _STEP = datetime(8003, 5, 7, 11, 13, 17, 190_023), timedelta(days=1, microseconds=1)  # noqa: DTZ001
#: What only a mark can have put into a text.
_LEFT = "MAKE_TIMESTAMP(80"
KEPT = 2048
_TEXTS: OrderedDict[str, str | None] = OrderedDict()
_LOCK = Lock()


def text_of(shape: str, moments: Sequence[datetime], make: Callable[[Sequence[datetime]], Any]) -> str:
    """Return the SQL text of ``make(moments)``, an Ibis expression that ``shape`` decides but for the moments.

    Compiled once a shape, with marks in the place of the moments; a quarter of a second each is most of what a
    question of few rows takes. Where a moment went into the text in another form than a time, each is compiled alone.
    """
    known = _known(shape, len(moments), make)
    if known is None:
        return compile_expression(make(moments))
    for place, moment in enumerate(moments):
        known = known.replace(instant_sql(_mark(place)), instant_sql(moment))
    return known


def _known(shape: str, count: int, make: Callable[[Sequence[datetime]], Any]) -> str | None:
    """Return the text with marks, None for one that is compiled for its moments."""
    key = f"{count} {shape}"
    with _LOCK:
        if key in _TEXTS:
            _TEXTS.move_to_end(key)
            return _TEXTS[key]
    marks = [_mark(place) for place in range(count)]
    text = compile_expression(make(marks))
    bare = text
    for mark in marks:
        bare = bare.replace(instant_sql(mark), "")
    with _LOCK:
        _TEXTS[key] = None if _LEFT in bare else text
        while len(_TEXTS) > KEPT:
            _TEXTS.popitem(last=False)
        return _TEXTS[key]


def _mark(place: int) -> datetime:
    return _MARK + place * _STEP


def instant_sql(moment: datetime) -> str:
    """Return how DuckDB's text has a moment.

    >>> instant_sql(datetime(2026, 10, 20, 10, 0, 5))
    'MAKE_TIMESTAMP(2026, 10, 20, 10, 0, 5.0)'
    """
    seconds = moment.second + moment.microsecond / 1e6
    return f"MAKE_TIMESTAMP({moment.year}, {moment.month}, {moment.day}, {moment.hour}, {moment.minute}, {seconds})"
