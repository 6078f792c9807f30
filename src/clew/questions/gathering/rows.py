"""The rows that count, as one Ibis table: the population, seen as of a moment, filtered, with dimensions and period."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import ibis

from clew.calendars.compiled import FIRST_YEAR, LAST_YEAR
from clew.calendars.working_days import WORKING_DAYS
from clew.engines.clock import local_time, period_start
from clew.metrics.rows.fields import Field
from clew.questions.gathering.conditions import condition
from clew.questions.gathering.joins import fetch
from clew.questions.gathering.lake import Reader
from clew.questions.plan import Filters, Plan
from clew.questions.segments.members import Told
from clew.tables import TABLES

__all__ = [
    "Span",
    "Window",
    "counted_rows",
    "filtered_rows",
    "instant",
    "known_times",
    "parameters_of",
    "seen",
    "stating_of",
    "times_of",
]

#: Times that decide whether a row had happened by ``as_of``, where that is more than the table's own time column.
HAPPENED = {"feedback": ("answered_at", "asked_at")}

#: The time of a lake without any, and how far ahead deadlines may lie.
NOTHING, AHEAD = datetime(2026, 1, 1), timedelta(days=366)  # noqa: DTZ001 - UTC without zone
BEGINNING, END = datetime(FIRST_YEAR, 1, 1), datetime(LAST_YEAR + 1, 1, 1)  # noqa: DTZ001


#: From the first instant (inclusive) to the second (exclusive), UTC.
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Window:
    """When: ``as_of`` is the moment the question is asked for, [``start``, ``end``) what is counted, all UTC.

    ``rounds`` say which spans within it are counted, each on its own; those of one round do not overlap. All changes
    of tickets that are counted lie from ``changed_from`` to ``changed_to`` (inclusive); None: nobody knows.
    """

    as_of: datetime | None
    start: datetime | None
    end: datetime | None
    rounds: tuple[tuple[Span, ...], ...] = ()
    changed_from: datetime | None = None
    changed_to: datetime | None = None

    @property
    def looked_at(self) -> tuple[Span, ...]:
        """The spans that alone are looked at; none where the window has no beginning or no end."""
        spans = tuple(span for round_ in self.rounds for span in round_)
        return spans or (((self.start, self.end),) if self.start and self.end else ())


def instant(value: datetime) -> Any:
    """Return a UTC time as an Ibis literal of the canonical type."""
    return ibis.literal(value, type="timestamp(6)")


def seen(reader: Reader, plan: Plan) -> dict[str, Any]:
    """Return the canonical tables without what had not happened by the ``as_of`` that the question gives."""
    tables = reader.tables()
    asked = plan.question.as_of
    return tables if asked is None else {name: _until(name, table, asked) for name, table in tables.items()}


def counted_rows(reader: Reader, plan: Plan, window: Window, *, below: bool = False) -> Any:
    """Return the rows of the answer: ``y``, ``w``, ``unit_id``, ``at`` and one column ``d0``, ``d1``, ... a dimension.

    With ``every`` also ``period``: the first instant (local time) of the period the row lies in. With rounds of spans
    it is the number of the span, and a row is there once for each that it lies in. ``below`` takes the rows below the
    line of a rate, ``plan.table`` being their table.
    """
    tables, parameters = seen(reader, plan), parameters_of(reader, plan, window)
    if below and plan.metric.denominator:
        rows = plan.metric.denominator(tables, parameters)
    else:
        rows = plan.metric.rows(tables, plan.statistic, parameters)
    rows = filtered_rows(reader, plan.table, plan.filters, rows, tables, parameters, plan.question.zone)
    rows = _within(rows, window)
    for place, field in enumerate(plan.dimensions):
        rows = _with_field(reader, plan, rows, field, tables, parameters, f"d{place}")
    if window.rounds:
        return _with_span(rows, window)
    return _with_period(reader, plan, rows) if plan.question.every else rows


def parameters_of(reader: Reader, plan: Plan, window: Window) -> dict[str, str]:
    """Return the settled parameters with the moment, the zone and the workspace's rules."""
    spans = " ".join(f"{start.isoformat()}/{end.isoformat()}" for start, end in window.looked_at)
    return {
        **plan.dated(window.as_of, times_of(reader, plan)),
        "rules": reader.rules,
        "spans": spans,
        **_changed(window),
        **_excluded(reader, plan),
        **_stating(reader, plan),
    }


def _changed(window: Window) -> dict[str, str]:
    if window.changed_from is None or window.changed_to is None:
        return {}
    return {"changed": f"{window.changed_from.isoformat()}/{window.changed_to.isoformat()}"}


def _stating(reader: Reader, plan: Plan) -> dict[str, str]:
    """Return which sources state when tickets were solved, so that a statement need not look at all tickets."""
    pairs = stating_of(reader, plan)
    return {} if pairs is None else {"stating": json.dumps([(named, first.isoformat()) for named, first in pairs])}


def stating_of(reader: Reader, plan: Plan) -> tuple[tuple[str, datetime], ...] | None:
    """Return the sources that state when tickets were solved with the first time; None where that is of no matter."""
    if plan.parameters.get("done") != "either" or "tickets" not in plan.tables:
        return None
    sees_all = plan.question.as_of is None
    return tuple((named, solved if sees_all else seen) for named, solved, seen in reader.stating)


def _excluded(reader: Reader, plan: Plan) -> dict[str, str]:
    """Return that no ticket was ever left out, where that is so: a population need not look for them."""
    is_so = "ticket_changes" in plan.metric.tables_of(plan.parameters) and not reader.ever_excluded
    return {"excluded": "none"} if is_so else {}


def times_of(reader: Reader, plan: Plan) -> tuple[datetime, datetime]:
    """Return the first and the last time that the tables asked can hold; deadlines lie up to a year ahead.

    Whole years: a row of a day later does not make another text.
    """
    first, last = known_times([reader.span(table) for table in plan.tables])
    return datetime(first.year, 1, 1), min(datetime(last.year + 1, 1, 1), END)  # noqa: DTZ001 - UTC


def known_times(spans: Sequence[tuple[datetime | None, datetime | None]]) -> tuple[datetime, datetime]:
    """Return the first and the last time for which a zone's clock is written out: of all ``spans``, and a year ahead.

    Years before 1900 and after 2199 are slips of the pen: they get the offset of the end that is nearest, and no
    thousands of changes.

    >>> [str(time) for time in known_times([(datetime(2026, 1, 1), datetime(9999, 7, 1))])]
    ['2026-01-01 00:00:00', '2200-01-01 00:00:00']
    """
    first = min((first for first, _ in spans if first), default=NOTHING)
    last = max((last for _, last in spans if last), default=NOTHING)
    return min(max(first, BEGINNING), END), min(max(last, BEGINNING), END - AHEAD) + AHEAD


def _until(name: str, table: Any, as_of: datetime) -> Any:
    rows = table
    if name == WORKING_DAYS:
        return rows
    for column in HAPPENED.get(name, (TABLES[name].time_column,)):
        rows = rows.filter(rows[column].isnull() | (rows[column] <= instant(as_of)))
    return rows


def filtered_rows(
    reader: Reader,
    table: str,
    filters: Filters,
    rows: Any,
    tables: Mapping[str, Any],
    parameters: Mapping[str, str],
    zone: str,
) -> Any:
    """Return those of ``rows``, which are rows of ``table``, that meet ``filters``; ``tables`` as the question sees."""
    for field, given in filters:
        if field.kind == "segment":
            rows = Told(reader, tables, parameters, zone).kept(rows, given)
            continue
        found = reader.today(field, given)
        if field.table == table:
            rows = rows.filter(condition(field.read(rows, parameters), field, found, zone))
        else:
            joined = _looked_up(reader, table, rows, field, tables, parameters, "looked_up")
            kept = joined.filter(condition(joined.looked_up, field, found, zone))
            rows = kept.drop("looked_up")
    return rows


def _within(rows: Any, window: Window) -> Any:
    if window.start:
        rows = rows.filter(rows["at"] >= instant(window.start))
    if window.end:
        rows = rows.filter(rows["at"] < instant(window.end))
    return rows


def _with_field(
    reader: Reader,
    plan: Plan,
    rows: Any,
    field: Field,
    tables: Mapping[str, Any],
    parameters: Mapping[str, str],
    name: str,
) -> Any:
    if field.kind == "segment":
        asked = [given for known, filters in plan.filters if known.kind == "segment" for given in filters]
        return Told(reader, tables, parameters, plan.question.zone).apart(rows, asked, name)
    return _looked_up(reader, plan.table, rows, field, tables, parameters, name)


def _looked_up(
    reader: Reader,
    table: str,
    rows: Any,
    field: Field,
    tables: Mapping[str, Any],
    parameters: Mapping[str, str],
    name: str,
) -> Any:
    if field.table == table:
        return rows.mutate(**{name: field.read(rows, parameters)})
    key, pairs = fetch(reader, table, field, tables[field.table], parameters)
    joined = rows.left_join(pairs, rows[key] == pairs.join_key)
    return joined.drop("join_key").rename({name: "join_value"})


def _with_span(rows: Any, window: Window) -> Any:
    """Return the rows within the spans of ``window``, each with the number of its span as ``period``.

    A row that lies in several is there several times: made once, then unfolded.
    """
    counted, places = 0, []
    for round_ in window.rounds:
        inside = ((rows["at"] >= instant(start)) & (rows["at"] < instant(end)) for start, end in round_)
        numbered = [(condition, ibis.literal(counted + place, "int16")) for place, condition in enumerate(inside)]
        places.append(ibis.cases(*numbered, else_=ibis.null("int16")))
        counted += len(round_)
    placed = rows.mutate(period=places[0] if len(places) == 1 else ibis.array(places).unnest())
    return placed.filter(placed.period.notnull())


def _with_period(reader: Reader, plan: Plan, rows: Any) -> Any:
    question = plan.question
    local = local_time(rows["at"], question.zone, *times_of(reader, plan))
    assert question.every is not None  # noqa: S101 - the caller asked for periods
    return rows.mutate(period=period_start(local, question.every, question.week_start))
