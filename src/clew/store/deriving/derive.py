# ruff: noqa: S608 - the store's own SQL: names come from the declarative tables, paths from the manifest
"""What follows from the tables: which ids are one customer (aliases), and what a shared id finds (links)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from clew.engines.view_sql import view_sql
from clew.engines.workbench import Workbench
from clew.importers import Mapping
from clew.store.deriving.one_customer import alias_rows
from clew.store.loading.identifiers import JOINING_KINDS
from clew.store.loading.system import IDENTIFIERS
from clew.store.loading.working import Working
from clew.store.manifest import FileEntry, LinkEntry
from clew.tables import TABLES

__all__ = ["ALIASES_FOLDER", "LINKS_FOLDER", "Derived", "derive"]

ALIASES_FOLDER = "_aliases"
LINKS_FOLDER = "_links"

#: That two ids are one holds until it is taken back, and again from when it is stated once more.
_STANDS = (
    "bool_or(undone_at IS NULL) AND"
    " (max(undone_at) IS NULL OR max(stated_at) FILTER (undone_at IS NULL) > max(undone_at))"
)
_LOOKUP = pa.schema(
    [("table", pa.string()), ("column", pa.string()), ("key", pa.string()), ("value", pa.string()), ("n", pa.int64())]
)


@dataclass
class Derived:
    """Aliases and links of a lake version in the making, and the facts about them that are worth telling."""

    aliases: FileEntry | None
    links: tuple[LinkEntry, ...]
    facts: dict[str, int] = field(default_factory=dict)
    found: list[pa.Table] = field(default_factory=list)

    def lookups(self) -> pa.Table:
        """Return what each value finds: table, column, key, value, n (how many different answers)."""
        return pa.concat_tables(self.found) if self.found else _LOOKUP.empty_table()


def derive(working: Working, bench: Workbench, mappings: Iterable[Mapping], seen: Iterable[str] = ()) -> Derived:
    """Return aliases and links of the tables as they are now.

    What no change of this load can have touched is taken over from the version before; ``seen`` names tables whose
    rows came, though perhaps nothing new was among them.
    """
    base = working.base
    seen = working.touched | set(seen)
    if not seen & {"identities", IDENTIFIERS}:
        derived = Derived(base.aliases, (), dict(base.facts))
    else:
        derived = _derive_aliases(working, bench)
    moved = derived.aliases != base.aliases
    links: list[LinkEntry] = []
    for table, column, by, source in _joins(mappings):
        before = next(
            (e for e in base.links if (e.table, e.column, e.by, e.source) == (table, column, by, source)), None
        )
        if before and not moved and not seen & {table, source}:
            links.append(before)
        else:
            links.append(_derive_link(working, bench, derived, (table, column, by, source)))
    derived.links = tuple(links)
    return derived


def _joins(mappings: Iterable[Mapping]) -> list[tuple[str, str, str, str]]:
    """Return each (table, column, by, source) once, in an order that does not hang on the order of imports."""
    wanted = {
        (table, column, join.by, join.table)
        for mapping in mappings
        for table, joins in mapping.joins.items()
        for column, join in joins.items()
    }
    return sorted(wanted)


def _derive_aliases(working: Working, bench: Workbench) -> Derived:
    identities = bench.run(
        f"SELECT from_id, to_id FROM ({view_sql(working.view('identities'))}) GROUP BY ALL HAVING {_STANDS}"
    )
    holders = _holders(working, bench)
    rows, per_identifier = alias_rows(identities, holders)
    entry = working.write_file(ALIASES_FOLDER, rows) if rows.num_rows else None
    ambiguous = pc.sum(pc.greater(per_identifier["n"], 1)).as_py() or 0
    derived = Derived(entry, (), {"aliases": rows.num_rows, "ambiguous_identifiers": ambiguous})
    for kind in JOINING_KINDS:
        chosen = per_identifier.filter(pc.starts_with(per_identifier["id"], f"{kind}:"))
        derived.found.extend(_as_lookup(table, "", kind, chosen["id"], chosen["n"]) for table in _with_customers())
    return derived


def _holders(working: Working, bench: Workbench) -> pa.Table:
    """Return which customers hold which joining identifier: (id, customer_id), each pair once."""
    rows = working.read(IDENTIFIERS).select(["kind", "hashed_id", "customer_id"])
    kinds = ", ".join(f"'{kind}'" for kind in JOINING_KINDS)
    return bench.run(
        "SELECT DISTINCT hashed_id AS id, customer_id FROM held"
        f" WHERE kind IN ({kinds}) AND customer_id IS NOT NULL"
        " AND NOT starts_with(customer_id, 'email:') AND NOT starts_with(customer_id, 'phone:')",
        held=rows,
    )


def _derive_link(working: Working, bench: Workbench, derived: Derived, about: tuple[str, str, str, str]) -> LinkEntry:
    table, column, by, source = about
    found = bench.run(
        f'WITH needed AS (SELECT DISTINCT "{by}" AS value FROM ({view_sql(working.view(table))})'
        f' WHERE "{column}" IS NULL AND "{by}" IS NOT NULL)'
        f' SELECT s."{by}" AS value, min(s."{column}") AS found, count(DISTINCT s."{column}") AS n'
        f" FROM ({view_sql(working.view(source, aliases=derived.aliases))}) AS s"
        f' SEMI JOIN needed ON s."{by}" = needed.value WHERE s."{column}" IS NOT NULL GROUP BY 1 ORDER BY 1'
    )
    derived.found.append(_as_lookup(table, column, by, found["value"], found["n"]))
    single = found.filter(pc.equal(found["n"], 1)).select(["value", "found"])
    entry = working.write_file(LINKS_FOLDER, single)
    return LinkEntry(table=table, column=column, by=by, source=source, file=entry)


def _with_customers() -> list[str]:
    return [name for name, table in TABLES.items() if "customer_id" in table.by_name]


def _as_lookup(table: str, column: str, key: str, values: pa.ChunkedArray, n: pa.ChunkedArray) -> pa.Table:
    names = [pa.repeat(text, len(values)) for text in (table, column, key)]
    return pa.table([*names, values.cast(pa.string()), n.cast(pa.int64())], schema=_LOOKUP)
