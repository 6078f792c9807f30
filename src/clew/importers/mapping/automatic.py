"""Mappings nobody had to write: a table's own column names, and event logs (XES)."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from clew.errors import MappingError, UsageError
from clew.importers.mapping.model import Mapping, TableMapping
from clew.tables import HOUSE_COLUMNS, TABLES

__all__ = ["mapping_for_table", "mapping_for_xes"]

#: What XES calls things, and where each goes in ``events``.
XES_COLUMNS = {
    "occurred_at": "event:time:timestamp",
    "name": "event:concept:name",
    "touchpoint": "event:concept:name",
    "journey_run_id": "trace:concept:name",
    "actor": "event:org:resource",
    "team": "event:org:group",
}
#: What an event is known by in every export of its log.
XES_KEY = ("trace:concept:name", "event:#")
#: Keys under which a log names its customer, the surest first; else the trace's own id stands in.
XES_CUSTOMERS = ("customer_id", "customerid", "customer", "cx:customer", "client_id", "client", "org:customer")
#: Keys under which a log names the channel.
XES_CHANNELS = ("event:channel", "trace:channel", "event:cx:channel", "trace:cx:channel")


def mapping_for_table(table: str, columns: Sequence[str]) -> Mapping:
    """Return the mapping that takes canonical names as they are, other columns as properties.

    The table's id column, if present, is the key. Raises UsageError for a table or a header that cannot be.

    >>> mapping_for_table("feedback", ["feedback_id", "rating", "plan"]).blocks[0].properties
    {'plan': 'plan'}
    """
    if table not in TABLES:
        raise UsageError.unknown("table", table, TABLES)
    known = set(TABLES[table].mappable)
    named = {column: column for column in columns if column in known}
    if not named:
        choices = ", ".join(sorted(known))
        raise MappingError(
            f"No column bears a name of the table {table}; write a mapping. Names of the table: {choices}."
        )
    house = {column.name for column in HOUSE_COLUMNS}
    others = {column: column for column in columns if column not in known and column not in house}
    block = TableMapping(table, columns=named)
    return Mapping((msgspec.structs.replace(block, properties=others if block.json_column else {}),))


def mapping_for_xes(columns: Sequence[str], *, has_own_names: bool = False) -> Mapping:
    """Return the mapping of an event log: trace to journey run, activity to name and touchpoint, the rest kept.

    Where traces have names of their own, an event is known by its trace's name and its place in the trace, so that a
    later export of a growing log adds only what is new.

    >>> mapping_for_xes(["trace:concept:name", "event:concept:name", "event:time:timestamp"]).blocks[0].columns["name"]
    'event:concept:name'
    """
    present = set(columns)
    named = {column: source for column, source in XES_COLUMNS.items() if source in present}
    if "trace:concept:name" not in present and "trace:#" in present:
        named["journey_run_id"] = "trace:#"
    customers = [f"{scope}:{key}" for scope in ("trace", "event") for key in XES_CUSTOMERS]
    customer = next((column for column in customers if column in present), named.get("journey_run_id"))
    if customer:
        named["customer_id"] = customer
    channel = next((column for column in XES_CHANNELS if column in present), None)
    if channel:
        named["channel"] = channel
    key = XES_KEY if has_own_names and present.issuperset(XES_KEY) else ()
    return Mapping((TableMapping("events", columns=named, key=key, rest=True),))
