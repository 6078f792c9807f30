"""One segment: a document of kind "segment" among the settings, its conditions checked name by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from clew.errors import UsageError
from clew.metrics.rows.fields import Field, find_field
from clew.questions.gathering.conditions import check_condition
from clew.questions.question import Filter
from clew.tables import TABLES

__all__ = ["KIND", "Segment", "checked_name", "read_segments"]

KIND = "segment"
LONGEST, MOST_CONDITIONS = 100, 50


class Segment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Customers who meet all ``conditions``: of one field with ``=`` any of its values will do, as in every question.

    A bare name is what is known of a customer (``country``, ``traits.plan``, ``account_id``); ``accounts.kind`` is of
    the account they belong to; ``tickets.kind=complaint`` are customers with such a ticket. Conditions on one table
    must be met by one row of it.
    """

    conditions: tuple[Filter, ...]
    note: str = ""

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Segment:
        """Return the segment of a document; UsageError names what cannot be and lists the choices.

        >>> Segment.of({"conditions": [{"field": "country", "operator": "=", "value": "PL"}]}).conditions[0].value
        'PL'
        >>> Segment.of({"conditions": []})
        Traceback (most recent call last):
        clew.errors.UsageError: A segment needs a condition, such as country=PL or traits.plan=pro.
        """
        try:
            found = msgspec.convert(dict(document), cls)
        except msgspec.ValidationError as error:
            raise UsageError(f"This is no segment: {error}.") from error
        if not found.conditions:
            raise UsageError("A segment needs a condition, such as country=PL or traits.plan=pro.")
        if len(found.conditions) > MOST_CONDITIONS:
            raise UsageError(f"A segment has at most {MOST_CONDITIONS} conditions, not {len(found.conditions)}.")
        for field, filters in found.by_field():
            _check(field)
            check_condition(field, filters, "UTC")
        return found

    def to_document(self) -> dict[str, Any]:
        """Return the document that :meth:`of` reads."""
        document: dict[str, Any] = msgspec.to_builtins(self)
        return document

    def by_field(self) -> list[tuple[Field, tuple[Filter, ...]]]:
        """Return the conditions by field, in the order in which they are given."""
        names = dict.fromkeys(given.field for given in self.conditions)
        return [
            (find_field(name, "customers"), tuple(given for given in self.conditions if given.field == name))
            for name in names
        ]

    def by_table(self) -> dict[str, list[tuple[Field, tuple[Filter, ...]]]]:
        """Return the conditions of each table by field."""
        found: dict[str, list[tuple[Field, tuple[Filter, ...]]]] = {}
        for field, filters in self.by_field():
            found.setdefault(field.table, []).append((field, filters))
        return found


def checked_name(name: str) -> str:
    """Return the name of a segment as it is kept; UsageError where a filter could not say it."""
    plain = name.strip()
    if not plain or len(plain) > LONGEST or not plain.isprintable():
        raise UsageError(f"A segment's name is a text of 1 to {LONGEST} characters on one line.")
    return plain


def read_segments(documents: Mapping[str, Mapping[str, Any]]) -> dict[str, Segment]:
    """Return the segments among the documents of the settings, by name."""
    return {name: Segment.of(document) for name, document in sorted(documents.get(KIND, {}).items())}


def _check(field: Field) -> None:
    if field.table != "accounts" and "customer_id" not in TABLES[field.table].by_name:
        usable = [name for name, table in TABLES.items() if "customer_id" in table.by_name]
        raise UsageError(
            f"'{field.name}' says nothing of a customer: rows of {field.table} have no customer_id."
            f" Choices: accounts, {', '.join(usable)}."
        )
    if (field.table, field.column) == ("tickets", "holder"):
        raise UsageError("'tickets.holder' changes from hour to hour: it makes no segment.")
