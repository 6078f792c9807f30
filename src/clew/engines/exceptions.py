"""What Ibis cannot say on every engine, and what the house says instead; a test keeps the table true both ways."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["NOT_PORTABLE", "NotPortable"]


@dataclass(frozen=True, slots=True)
class NotPortable:
    """One operation that one dialect does not have, why that is so and what to use instead."""

    operation: str
    dialect: str
    reason: str
    instead: str


_ORDER = "its list aggregate takes no order, so Ibis refuses"

#: Every known gap. An entry that begins to compile, after a version bump, fails a test and is to be removed.
NOT_PORTABLE: tuple[NotPortable, ...] = (
    NotPortable("iso_year", "pyspark", "Ibis has no rule for ExtractIsoYear", "clew.engines.clock.period_label"),
    NotPortable("json_string", "clickhouse", "Ibis has no rule for UnwrapJSONString", "clew.engines.json_text"),
    NotPortable("ordered_collect", "pyspark", _ORDER, "collect structs of (time, value), then sort the list"),
    NotPortable("ordered_collect", "clickhouse", _ORDER, "collect structs of (time, value), then sort the list"),
    NotPortable("ordered_first", "pyspark", _ORDER, "row_number over a window, then keep number 0"),
    NotPortable("ordered_first", "clickhouse", _ORDER, "row_number over a window, then keep number 0"),
    NotPortable("asof_join", "pyspark", "Spark SQL has no ASOF join", "union both sides, then a window"),
    NotPortable("cume_dist", "clickhouse", "Ibis has no rule for CumeDist", "rank over count"),
)
