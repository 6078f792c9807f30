"""Why an answer is empty: filters on what nobody has, which look like an answer and are none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from clew.metrics.rows.fields import Field
from clew.questions.gathering.conditions import condition
from clew.questions.gathering.lake import Reader
from clew.questions.question import Filter

__all__ = ["Asked", "unmet"]

Asked = tuple[Sequence[Field], Sequence[Filter]]


def unmet(reader: Reader, asked: Iterable[Asked], zone: str) -> tuple[str, ...]:
    """Return a sentence for each filtered field that nobody has a value in, or nobody the value asked for.

    ``asked`` are the filters by field; a field can stand in several tables. What is computed from other columns is
    left out, and so is a filter on the lack of a value. For an empty answer only: each field is looked for.
    """
    return tuple(_said(reader, asked, zone))


def _said(reader: Reader, asked: Iterable[Asked], zone: str) -> Iterator[str]:
    for fields, filters in asked:
        stored = [field for field in fields if field.derived is None]
        if len(stored) < len(fields) or not stored or any(f.operator == "=" and not f.value for f in filters):
            continue
        filters = reader.today(stored[0], filters)  # noqa: PLW2901 - the same filters, by the names of today
        if not any(_has(reader, field, lambda column, _: column.notnull()) for field in stored):
            yield f"nobody has a value in '{filters[0].field}'"
        elif not any(_has(reader, field, lambda c, field: condition(c, field, filters, zone)) for field in stored):  # noqa: B023
            said = " or ".join(f"{f.operator}{f.value}" if f.operator != "=" else f"'{f.value}'" for f in filters)
            yield f"nobody has {said} in '{filters[0].field}'"


def _has(reader: Reader, field: Field, wanted: Any) -> bool:
    """Return whether any row of the field's table, at any time, is what is wanted."""
    rows = reader.tables()[field.table]
    found = rows.filter(wanted(field.read(rows, {}), field)).limit(1).select(one=1)
    return bool(reader.read(found).num_rows)
