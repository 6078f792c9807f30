"""Who is in a segment, as Ibis tables of customer ids; rows kept by segment, and rows told apart by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

import ibis

from clew.errors import UsageError
from clew.questions.gathering.conditions import condition
from clew.questions.gathering.lake import Reader
from clew.questions.question import Filter
from clew.questions.segments.segment import Segment, read_segments

__all__ = ["Told", "conditions_asked", "segments_of"]


def segments_of(reader: Reader) -> dict[str, Segment]:
    """Return the workspace's segments by name; none where the lake has no settings."""
    settings = getattr(reader.lake, "settings", None)
    return {} if settings is None else read_segments(settings.documents)


def conditions_asked(reader: Reader, filters: Sequence[Filter]) -> list[tuple[Any, Sequence[Filter]]]:
    """Return the conditions of the segments that ``filters`` ask for: (fields, filters), for why nothing was found."""
    segments = segments_of(reader)
    asked = [segments[given.value] for given in filters if given.operator == "=" and given.value in segments]
    return [((field,), given) for segment in asked for field, given in segment.by_field()]


class Told:
    """The segments of one question: ``tables`` as it sees them, with its parameters and zone."""

    def __init__(self, reader: Reader, tables: Mapping[str, Any], parameters: Mapping[str, str], zone: str) -> None:
        self.reader, self.tables, self.parameters, self.zone = reader, tables, parameters, zone
        self.segments = segments_of(reader)

    def kept(self, rows: Any, filters: Sequence[Filter]) -> Any:
        """Return the rows of customers whom ``filters`` (all of field ``segment``) let through.

        Of several with ``=`` any will do. ``!=`` keeps rows without a known customer too: they are not in the segment.
        ``segment=`` keeps those in none, ``segment!=`` those in any.
        """
        _need_customers(rows)
        wanted = [given.value for given in filters if given.operator == "=" and given.value]
        unwanted = [given.value for given in filters if given.operator == "!=" and given.value]
        if wanted:
            rows = rows.semi_join(self._members(wanted), "customer_id")
        if unwanted:
            rows = rows.anti_join(self._members(unwanted), "customer_id")
        for given in filters:
            if not given.value:
                join = rows.anti_join if given.operator == "=" else rows.semi_join
                rows = join(self._members(self._all()), "customer_id")
        return rows

    def apart(self, rows: Any, filters: Sequence[Filter], name: str) -> Any:
        """Return ``rows`` with the column ``name``: their customer's segment, null where they are in none.

        A row is there once for each segment its customer is in. Where ``filters`` ask for segments only these count.
        """
        _need_customers(rows)
        wanted = [given.value for given in filters if given.operator == "=" and given.value] or self._all()
        parts = [self._ids(given).mutate(segment_name=ibis.literal(given)) for given in dict.fromkeys(wanted)]
        members = reduce(lambda one, other: one.union(other), parts).rename(segment_of="customer_id")
        joined = rows.left_join(members, rows.customer_id == members.segment_of)
        return joined.drop("segment_of").rename({name: "segment_name"})

    def _all(self) -> list[str]:
        if not self.segments:
            raise UsageError("There are no segments yet: `clew segment set pro --where traits.plan=pro` keeps one.")
        return list(self.segments)

    def _members(self, names: Sequence[str]) -> Any:
        """Return the ids of the customers who are in any of the segments."""
        return reduce(lambda one, other: one.union(other), [self._ids(name) for name in dict.fromkeys(names)])

    def _ids(self, name: str) -> Any:
        """Return the ids of the customers of one segment, each once."""
        if name not in self.segments:
            raise UsageError.unknown("segment", name, self.segments)
        return self.ids_of(self.segments[name])

    def ids_of(self, segment: Segment) -> Any:
        """Return the ids of the customers who meet the conditions of ``segment``, each once."""
        parts = []
        by_table = segment.by_table()
        accounts = by_table.pop("accounts", None)
        if accounts is not None:
            by_table.setdefault("customers", [])
        for table, conditions in by_table.items():
            rows = self._meeting(table, conditions)
            if table == "customers" and accounts is not None:
                rows = rows.semi_join(self._meeting("accounts", accounts), "account_id")
            parts.append(rows.filter(rows.customer_id.notnull()).select("customer_id").distinct())
        return reduce(lambda one, other: one.semi_join(other, "customer_id"), parts)

    def _meeting(self, table: str, conditions: Sequence[tuple[Any, Sequence[Filter]]]) -> Any:
        rows = self.tables[table]
        for field, given in conditions:
            filters = self.reader.today(field, given)
            rows = rows.filter(condition(field.read(rows, self.parameters), field, filters, self.zone))
        return rows


def _need_customers(rows: Any) -> None:
    if "customer_id" not in rows.columns:
        raise UsageError("A segment is of customers, and what is counted here has no customer.")
