# ruff: noqa: S608 - the store's own SQL: names come from the declarative tables, paths from the manifest
"""Which share of rows found their customer: known from other files, shared by several, known to nobody, or nameless."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from clew.engines.view_sql import name_sql, text_sql, view_sql
from clew.engines.views import TableView
from clew.engines.workbench import Workbench
from clew.importers.mapping.model import Join
from clew.store.loading.identifiers import JOINING_KINDS
from clew.store.loading.lookup import parquet_list

__all__ = ["Found", "JoinRate", "rate_of", "without_links"]

Views = Mapping[str, TableView]


@dataclass(frozen=True, slots=True)
class JoinRate:
    """Rows of one table by what is known of their customer; the four other counts add up to ``rows``.

    ``found``: another file knows the customer, in another table. ``ambiguous``: what names them names several.
    ``unknown``: they are named, and no other table knows them. ``without``: nobody is named.
    """

    table: str
    rows: int
    found: int
    ambiguous: int
    unknown: int
    without: int

    def to_document(self) -> dict[str, str | int | float | None]:
        """Return the counts and the share that found their customer (None where there are no rows).

        >>> JoinRate("feedback", 4, 3, 1, 0, 0).to_document()["share"]
        0.75
        """
        names = ("table", "rows", "found", "ambiguous", "unknown", "without")
        share = self.found / self.rows if self.rows else None
        return {**{name: getattr(self, name) for name in names}, "share": share}


@dataclass(frozen=True)
class Found:
    """Where customers are looked for: tables of a lake version, files of its identifiers, the import that is judged."""

    bench: Workbench
    views: Views
    identifiers: Sequence[str]
    import_id: str


def rate_of(place: Found, table: str, mine: str, joins: Mapping[str, Join], **tables: pa.Table) -> JoinRate:
    """Return the join rate of the rows that ``mine`` selects: customer_id (aliases applied) and ids to join by.

    ``joins`` are those of the mapping for this table; ``tables`` are Arrow tables that ``mine`` reads.
    """
    customers = place.bench.run(_customers_sql(place, mine, joins.get("customer_id")), **tables)
    named = customers.filter(pc.is_valid(customers["customer_id"]))
    blank = customers.filter(pc.is_null(customers["customer_id"]))
    known = _known(place, table, named)
    rest = named.filter(pc.invert(pc.is_in(named["customer_id"], value_set=known["customer_id"])))
    shared = _shared(place, rest)
    several = _rows(blank.filter(blank["several"])) + _rows(shared)
    found, rows = _rows(known), _rows(customers)
    without = _rows(blank.filter(pc.invert(blank["several"])))
    return JoinRate(table, rows, found, several, rows - found - several - without, without)


def _customers_sql(place: Found, mine: str, join: Join | None) -> str:
    """Each customer of the rows with how many rows are theirs; the blank ones by whether several could be meant."""
    if join is None:
        return f"SELECT customer_id, false AS several, count(*) AS n FROM ({mine}) GROUP BY 1"
    by, source = name_sql(join.by), view_sql(place.views[join.table])
    return (
        f"WITH mine AS ({mine}), needed AS (SELECT DISTINCT {by} AS value FROM mine WHERE customer_id IS NULL),"
        f" told AS (SELECT s.{by} AS value, min(s.customer_id) AS customer, count(DISTINCT s.customer_id) AS n"
        f" FROM ({source}) AS s SEMI JOIN needed ON s.{by} = needed.value WHERE s.customer_id IS NOT NULL GROUP BY 1)"
        " SELECT coalesce(m.customer_id, CASE WHEN t.n = 1 THEN t.customer END) AS customer_id,"
        " m.customer_id IS NULL AND coalesce(t.n, 0) > 1 AS several, count(*) AS n"
        f" FROM mine AS m LEFT JOIN told AS t ON m.{by} = t.value GROUP BY 1, 2"
    )


def _known(place: Found, table: str, named: pa.Table) -> pa.Table:
    """The customers that another import knows in another table, looked for in the smallest tables first."""
    known, left = named.slice(0, 0), named
    for other in _others(place.views, table):
        if not left.num_rows:
            break
        sql = (
            "SELECT left_over.* FROM left_over SEMI JOIN (SELECT customer_id FROM"
            f" ({view_sql(place.views[other])}) WHERE import_id IS DISTINCT FROM {text_sql(place.import_id)}) AS known"
            " ON left_over.customer_id = known.customer_id"
        )
        met = place.bench.run(sql, left_over=left)
        known = pa.concat_tables([known, met.cast(known.schema)])
        left = left.filter(pc.invert(pc.is_in(left["customer_id"], value_set=met["customer_id"])))
    return known


def _others(views: Views, table: str) -> Sequence[str]:
    """The other tables that name customers and hold rows: the register first, then those of few files."""
    filled = {name: len(view.files) + len(view.dirty) for name, view in views.items() if name != table}
    named = [name for name, files in filled.items() if files and "customer_id" in views[name].schema.names]
    return sorted(named, key=lambda name: (name != "customers", filled[name], name))


def _shared(place: Found, rest: pa.Table) -> pa.Table:
    """The rows that go by an e-mail or a phone which several customers have."""
    kinds = [pc.starts_with(rest["customer_id"], f"{kind}:") for kind in JOINING_KINDS]
    hashed = rest.filter(pc.or_(*kinds))
    if not hashed.num_rows or not place.identifiers:
        return hashed.slice(0, 0)
    aliases = place.views["customers"].aliases
    same = f"read_parquet({text_sql(aliases)})" if aliases else "(SELECT NULL AS id, NULL AS customer_id WHERE false)"
    own = " AND ".join(f"NOT starts_with(h.customer_id, '{kind}:')" for kind in JOINING_KINDS)
    sql = (
        f"SELECT asked.* FROM asked SEMI JOIN (SELECT h.hashed_id FROM {parquet_list(place.identifiers)} AS h"
        f" LEFT JOIN {same} AS a ON h.customer_id = a.id WHERE h.customer_id IS NOT NULL AND {own}"
        " GROUP BY 1 HAVING count(DISTINCT coalesce(a.customer_id, h.customer_id)) > 1) AS shared"
        " ON asked.customer_id = shared.hashed_id"
    )
    return place.bench.run(sql, asked=hashed)


def _rows(customers: pa.Table) -> int:
    """How many rows these customers have."""
    return int(pc.sum(customers["n"]).as_py() or 0)


def without_links(view: TableView) -> TableView:
    """Return the view with the ids that rows came with: what a join fetches is told apart."""
    return replace(view, links=())
