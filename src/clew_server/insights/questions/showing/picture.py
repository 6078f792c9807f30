"""The chart of an answer: as a document for the browser to draw, as SVG or PNG; made by one bounded thread."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlowError
from threading import Lock
from typing import Any

import msgspec
from django.utils.translation import gettext
from msgspec.structs import replace

from clew.changes import Change
from clew.errors import UsageError
from clew.questions.answer import Answer
from clew_server.insights.questions.showing.figures import locale
from clew_server.insights.questions.showing.words import metric_label, unit_label, value_of
from clew_server.insights.reading import Reading
from clew_server.web.figures.periods import Said, said_of, with_periods

__all__ = ["can_be_drawn", "document", "png", "svg"]

#: More figures than this make no picture anybody can read; and how long a drawing may take.
MOST_POINTS, LONGEST = 600, 30.0
SCALE = 2.0
KEPT = 200
_pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="chart")
_drawn: OrderedDict[tuple[str, str, bytes], Any] = OrderedDict()
_lock = Lock()


def can_be_drawn(answer: Answer) -> bool:
    """Return whether there is anything to draw, and not too much."""
    return 1 <= sum(row.value is not None for row in answer.rows) <= MOST_POINTS and len(answer.rows) > 1


def document(answer: Answer, reading: Reading | None = None) -> dict[str, Any]:
    """Return the chart as a Vega-Lite document.

    With a page's ``reading`` a chart over time shows what the company changed.
    """
    found: dict[str, Any] = _kept("document", answer, reading)
    return found


def svg(answer: Answer, reading: Reading | None = None) -> str:
    """Return the chart as SVG by itself, in the colours of paper."""
    found: str = _kept("svg", answer, reading)
    return found


def png(answer: Answer, reading: Reading | None = None) -> bytes:
    """Return the chart as PNG on white."""
    found: bytes = _kept("png", answer, reading)
    return found


def _kept(kind: str, answer: Answer, reading: Reading | None) -> Any:
    if not can_be_drawn(answer):
        raise UsageError(gettext("There is nothing to draw: a chart needs two figures or more, and at most 600."))
    told = _in_words(answer)
    changes = reading.changes() if reading else ()
    week_start = reading.settings.week_start if reading else "monday"
    said = said_of((row.period for row in told.rows), week_start)
    key = (kind, locale(), msgspec.msgpack.encode([told.rows, told.label, told.unit, changes, week_start]))
    with _lock:
        if key in _drawn:
            return _drawn[key]
    try:
        found = _pool.submit(_draw, kind, told, changes, week_start, said).result(timeout=LONGEST)
    except TooSlowError:
        raise UsageError(gettext("The chart took too long to draw; ask for fewer figures.")) from None
    with _lock:
        _drawn[key] = found
        while len(_drawn) > KEPT:
            _drawn.popitem(last=False)
    return found


def _in_words(answer: Answer) -> Answer:
    """Return the answer with names in the reader's language; durations in hours or days, shares in per cent."""
    size, unit = _unit_of(answer)
    rows = tuple(
        replace(
            row,
            dimensions={name: value_of(name, value) for name, value in row.dimensions.items()},
            **{name: None if (x := getattr(row, name)) is None else x / size for name in ("value", "lo", "hi")},
        )
        for row in answer.rows
    )
    return replace(answer, label=metric_label(answer.metric), unit=unit, rows=rows)


def _unit_of(answer: Answer) -> tuple[float, str]:
    if answer.unit == "share":
        return 0.01, unit_label("share")
    if answer.unit != "seconds":
        return 1.0, unit_label(answer.unit)
    largest = max((abs(row.value) for row in answer.rows if row.value is not None), default=0.0)
    for size, name in ((86_400.0, gettext("days")), (3_600.0, gettext("hours")), (60.0, gettext("minutes"))):
        if largest >= 2 * size:
            return size, name
    return 1.0, gettext("seconds")


def _draw(
    kind: str, answer: Answer, changes: tuple[Change, ...], week_start: str, said: Mapping[str, Said]
) -> Any:  # fmt: skip
    """Return the drawing; once more where another thread was just importing what Altair looks for (pandas, half there).

    Altair takes any module of that name for whole as soon as it is in ``sys.modules``.
    """
    for pause in (0.2, 1.0, 3.0):
        try:
            return _drawing(kind, answer, changes, week_start, said)
        except AttributeError:
            time.sleep(pause)
    return _drawing(kind, answer, changes, week_start, said)


def _drawing(
    kind: str, answer: Answer, changes: tuple[Change, ...], week_start: str, said: Mapping[str, Said]
) -> Any:  # fmt: skip
    from clew.charts.answer_chart import answer_chart  # noqa: PLC0415 - Altair takes a second, and only for a chart

    document = with_periods(answer_chart(answer, changes, week_start).to_dict(), said)
    if kind == "document":
        return document
    import vl_convert  # noqa: PLC0415 - likewise, and only for a picture

    from clew.charts.svg import vega_lite_version  # noqa: PLC0415

    if kind == "png":
        document["config"] = {**document.get("config", {}), "background": "white"}
        return vl_convert.vegalite_to_png(document, vl_version=vega_lite_version(), scale=SCALE)
    return vl_convert.vegalite_to_svg(document, vl_version=vega_lite_version())
