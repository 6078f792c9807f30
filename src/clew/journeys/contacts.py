"""The contacts that paths are made of, as one Ibis table: events, calls and opened tickets, not yet ordered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

import ibis

from clew.errors import UsageError
from clew.journeys.definition import PathDefinition, Source
from clew.metrics.metric import MOMENTS
from clew.metrics.rows.contacts import KEYS, TIMES
from clew.metrics.rows.fields import SEGMENT, Field, field_of
from clew.questions.gathering.conditions import condition
from clew.questions.gathering.joins import fetch
from clew.questions.gathering.lake import Reader
from clew.questions.gathering.rows import HAPPENED, instant, known_times
from clew.questions.question import Filter
from clew.questions.segments.members import Told, conditions_asked
from clew.questions.unmet import Asked, unmet
from clew.rules import Rules
from clew.rules.columns import stage_of
from clew.tables import TABLES

__all__ = ["KEY_COLUMNS", "contacts", "key_column", "unmet_filters", "without_field"]

#: The column that says which path a contact belongs to.
KEY_COLUMNS = {"run": "journey_run_id", "customer": "customer_id", "session": "session_id"}
#: What a contact without a name of its own is called, by table.
PLAIN_NAMES = {"calls": "call", "tickets": "ticket"}


def contacts(reader: Reader, definition: PathDefinition, extras: Sequence[str] = ()) -> Any:
    """Return ``key``, ``name``, ``at``, ``ordinal`` (none: -1) and ``extras`` of every contact of a settled definition.

    ``extras`` are "id", "source" (the table), or columns of events; null where a table has no such column. Rows
    without a key or a name are there too: they are counted before they are left out.
    """
    left = {table for table, _ in without_field(definition)}
    parts = [_of_table(reader, definition, table, extras) for table in definition.tables if table not in left]
    return reduce(lambda one, other: one.union(other), parts)


def key_column(rows: Any, definition: PathDefinition) -> Any:
    """Return the column of ``rows`` that says which path a contact belongs to; null where the table has none."""
    return _column(rows, KEY_COLUMNS[definition.by or "customer"])


def without_field(definition: PathDefinition) -> list[tuple[Source, str]]:
    """Return the tables that lack a field of the filters: none of their contacts can be what is asked for."""
    return [(table, given.field) for table in definition.tables for given in definition.where if _lacks(given, table)]


def unmet_filters(reader: Reader, definition: PathDefinition) -> tuple[str, ...]:
    """Return what nobody has of what the filters ask for: why there are no paths at all."""
    tables = [table for table in definition.tables if table not in {left for left, _ in without_field(definition)}]
    asked: list[Asked] = []
    for name in dict.fromkeys(given.field for given in definition.where):
        filters = [given for given in definition.where if given.field == name]
        if name == SEGMENT:
            asked += conditions_asked(reader, filters)
        else:
            asked.append(([field_of(name, table) for table in tables], filters))
    return unmet(reader, asked, definition.zone)


def _lacks(given: Filter, table: str) -> bool:
    try:
        field_of(given.field, table)
    except UsageError:
        return True
    return False


def _of_table(reader: Reader, definition: PathDefinition, table: Source, extras: Sequence[str]) -> Any:
    rows = _chosen(reader, definition, table)
    given = {
        "key": key_column(rows, definition),
        "name": _name(reader, definition, rows, table),
        "at": rows[TIMES[table]],
        "ordinal": rows.ordinal.fill_null(-1) if "ordinal" in rows.columns else ibis.literal(-1, type="int64"),
    }
    return rows.select(**given, **{extra: _extra(rows, table, extra) for extra in extras})


def _chosen(reader: Reader, definition: PathDefinition, table: Source) -> Any:
    """Return the rows of ``table`` that had happened by as_of, lie in the window and meet the filters."""
    rows = reader.tables()[table]
    at = rows[TIMES[table]]
    rows = rows.filter(at.notnull())
    if definition.as_of:
        rows = rows.filter(rows[TIMES[table]] <= instant(definition.as_of))
    if definition.start:
        rows = rows.filter(rows[TIMES[table]] >= instant(definition.start))
    if definition.end:
        rows = rows.filter(rows[TIMES[table]] < instant(definition.end))
    return _filtered(reader, definition, rows, table)


def _filtered(reader: Reader, definition: PathDefinition, rows: Any, table: Source) -> Any:
    parameters = _parameters(reader, definition)
    for name in dict.fromkeys(given.field for given in definition.where):
        field = field_of(name, table)
        filters = reader.today(field, [given for given in definition.where if given.field == name])
        if field.kind == "segment":
            seen = {name: _seen(reader, definition, name) for name in TABLES}
            rows = Told(reader, seen, parameters, definition.zone).kept(rows, filters)
            continue
        if field.table == table:
            rows = rows.filter(condition(field.read(rows, parameters), field, filters, definition.zone))
        else:
            rows = _filtered_by_other(reader, definition, rows, table, field, filters, parameters)
    return rows


def _filtered_by_other(
    reader: Reader,
    definition: PathDefinition,
    rows: Any,
    table: Source,
    field: Field,
    filters: Sequence[Filter],
    parameters: Mapping[str, str],
) -> Any:
    key, pairs = fetch(reader, table, field, _seen(reader, definition, field.table), parameters)
    joined = rows.left_join(pairs, rows[key] == pairs.join_key)
    kept = joined.filter(condition(joined.join_value, field, filters, definition.zone))
    return kept.drop("join_key", "join_value")


def _seen(reader: Reader, definition: PathDefinition, table: str) -> Any:
    """Return ``table`` without what had not happened by as_of."""
    rows = reader.tables()[table]
    if definition.as_of:
        for column in HAPPENED.get(table, (TABLES[table].time_column,)):
            rows = rows.filter(rows[column].isnull() | (rows[column] <= instant(definition.as_of)))
    return rows


def _parameters(reader: Reader, definition: PathDefinition) -> dict[str, str]:
    """Return what fields that are computed from others listen to."""
    first, last = known_times([reader.span(table) for table in definition.tables])
    moment = {"as_of": definition.as_of.isoformat()} if definition.as_of else {}
    ends = {"first": first.isoformat(), "last": last.isoformat()}
    return {**MOMENTS, **moment, **ends, "zone": definition.zone, "rules": reader.rules}


def _name(reader: Reader, definition: PathDefinition, rows: Any, table: Source) -> Any:
    if definition.names in {"actor", "team"}:
        return _column(rows, definition.names)
    if definition.names == "name":
        return _plain_name(rows, table)
    touchpoint = _touchpoint(rows, table)
    return touchpoint if definition.names == "touchpoint" else stage_of(touchpoint, Rules.from_json(reader.rules))


def _touchpoint(rows: Any, table: Source) -> Any:
    """Return where each contact was; a call, and a ticket that does not say, is called by what it is."""
    if table == "events":
        return rows.touchpoint
    plain = _plain_name(rows, table)
    return ibis.coalesce(rows.touchpoint, plain) if table == "tickets" else plain


def _plain_name(rows: Any, table: Source) -> Any:
    if table == "events":
        return rows.name
    return rows.channel.fill_null(PLAIN_NAMES[table]) if table == "tickets" else ibis.literal(PLAIN_NAMES[table])


def _extra(rows: Any, table: Source, extra: str) -> Any:
    if extra == "source":
        return ibis.literal(table)
    return rows[KEYS[table]] if extra == "id" else _column(rows, extra)


def _column(rows: Any, name: str) -> Any:
    return rows[name] if name in rows.columns else ibis.null("string")
