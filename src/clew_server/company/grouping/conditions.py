"""The rows of the form of a segment: read from what was sent, checked, with values of the data to choose from."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import Any
from uuid import UUID

from django.http import QueryDict

import clew
from clew.errors import ClewError
from clew.metrics.rows.fields import find_field
from clew.questions.question import Filter
from clew.questions.segments.segment import Segment
from clew_server.insights.filters import OPERATORS, field_label
from clew_server.insights.questions.asking.offers import dimensions_of, values_of

__all__ = ["Row", "checked", "fields_of", "rows_of", "said", "values_for"]

#: Rows that are offered empty, and the tables beside the customers whose fields are offered.
BLANK = 2
TABLES = ("accounts", "tickets", "feedback", "purchases", "subscriptions")
MOST_FIELDS = 12


@dataclass
class Row:
    """One condition as it stands in the form; ``values`` are some the data have, ``error`` says what is wrong."""

    field: str = ""
    operator: str = "="
    value: str = ""
    values: tuple[str, ...] = ()
    error: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said."""
        return not self.field and not self.value


def rows_of(given: QueryDict) -> list[Row]:
    """Return the rows of a form that was sent."""
    columns = (given.getlist(name) for name in ("field", "operator", "value"))
    return [Row(f.strip(), o or "=", v.strip()) for f, o, v in zip_longest(*columns, fillvalue="")]


def checked(rows: list[Row], note: str) -> tuple[Segment | None, str]:
    """Return the segment that the rows say, or what is wrong with it as a whole; a row's own error is put to it."""
    filled = [row for row in rows if not row.is_empty]
    for row in filled:
        try:
            Segment.of({"conditions": [_filter(row)], "note": ""})
        except ClewError as error:
            row.error = str(error)
    if any(row.error for row in filled):
        return None, ""
    try:
        return Segment.of({"conditions": [_filter(row) for row in filled], "note": note}), ""
    except ClewError as error:
        return None, str(error)


def _filter(row: Row) -> dict[str, str]:
    return {"field": row.field, "operator": row.operator, "value": row.value}


def fields_of(handle: clew.Workspace, workspace_id: UUID) -> list[tuple[str, Any]]:
    """Return the fields to choose from, with how they are called: of customers, then of what is joined to them."""
    found = [
        (name, field_label(name))
        for name in dimensions_of(handle, workspace_id, "customers")
        if "." not in name or name.startswith("traits.")
    ]
    for table in TABLES:
        own = dimensions_of(handle, workspace_id, table)
        found += [(f"{table}.{name}", f"{table}: {field_label(name)}") for name in own if "." not in name][:MOST_FIELDS]
    return [(name, label) for name, label in found if name != "segment" and not name.endswith(".segment")]


def values_for(handle: clew.Workspace, workspace_id: UUID, field: str) -> tuple[str, ...]:
    """Return the commonest values that the data have of a field; none where it cannot be."""
    try:
        found = find_field(field, "customers")
        prefix = f"{found.table}."
        name = field.removeprefix(prefix) if found.table != "customers" else field
        return tuple(value.text for value in values_of(handle, workspace_id, found.table, name) if value.text)
    except ClewError:
        return ()


def said(conditions: tuple[Filter, ...]) -> str:
    """Return conditions in words, for lists."""
    return "; ".join(f"{_called(given.field)} {OPERATORS[given.operator]} {given.value or '–'}" for given in conditions)


def _called(field: str) -> str:
    """Return how a field is called; one of another table keeps its whole name, which says whose it is."""
    return field if "." in field else str(field_label(field))
