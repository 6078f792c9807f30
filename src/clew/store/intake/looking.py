# ruff: noqa: S608 - the store's own SQL: names come from the declarative tables, paths from the manifest
"""A file looked at before it is imported, and how many of its rows find their customer, before and after."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from clew.engines.view_sql import name_sql, text_sql, view_sql
from clew.engines.workbench import Workbench
from clew.importers import Mapping, open_source
from clew.importers.preview import Sampled, preview_of, read_sampled
from clew.importers.source import Source
from clew.store.deriving.join_rate import Found, rate_of, without_links
from clew.store.loading.history import History
from clew.store.loading.system import IDENTIFIERS
from clew.store.loading.working import Working
from clew.store.place import Place
from clew.store.settings import Settings
from clew.store.snapshot import Snapshot
from clew.tables import TABLES

__all__ = ["join_rates", "look_at"]


def join_rates(place: Place, snapshot: Snapshot, import_id: str) -> list[dict[str, Any]]:
    """Return the join rate of each table that an import brought rows with customers to; none where it is undone."""
    history = History.read(Working(place.lake, snapshot.manifest))
    mapping = history.mapping(history.imports[import_id].mapping)
    with place.bench() as (bench, _):
        found = _found(place, snapshot, bench, import_id)
        documents = []
        for table in _with_customers(mapping):
            view = view_sql(without_links(snapshot.views[table]))
            mine = f"SELECT * FROM ({view}) WHERE import_id = {text_sql(import_id)}"
            documents.append(rate_of(found, table, mine, mapping.joins.get(table, {})).to_document())
    return [document for document in documents if document["rows"]]


def look_at(
    place: Place, snapshot: Snapshot, file: Path | Source, mapping: Mapping, rows: int, sample: int
) -> dict[str, Any]:
    """Return the preview of a file with ``joins``: the join rate of its sample against what the tables hold now."""
    if isinstance(file, Path):
        with open_source(file) as source:
            return look_at(place, snapshot, source, mapping, rows, sample)
    zone = Settings.of(snapshot.manifest.settings).zone
    sampled = read_sampled(file, mapping, sample, zone=zone, secret=place.secret)
    joins = _sampled_rates(place, snapshot, mapping, sampled)
    return {**preview_of(file, mapping, sampled, rows), "joins": joins}


def _sampled_rates(place: Place, snapshot: Snapshot, mapping: Mapping, sampled: Sampled) -> list[dict[str, Any]]:
    """The join rate of rows that are in no table yet."""
    with place.bench() as (bench, _):
        found = _found(place, snapshot, bench, "")
        documents = []
        for table in _with_customers(mapping):
            if table not in sampled.tables():
                continue
            joins = mapping.joins.get(table, {})
            ids = ["customer_id", *({joins["customer_id"].by} if "customer_id" in joins else ())]
            rows = sampled.rows(table).select(ids)
            mine = _renamed("sampled", ids, snapshot.views[table].aliases)
            documents.append(rate_of(found, table, mine, joins, sampled=rows).to_document())
    return documents


def _renamed(rows: str, ids: list[str], aliases: str | None) -> str:
    """Rows with the one id that each customer goes by."""
    if aliases is None:
        return f"SELECT * FROM {rows}"
    others = "".join(f", r.{name_sql(name)}" for name in ids if name != "customer_id")
    return (
        f"SELECT coalesce(a.customer_id, r.customer_id) AS customer_id{others} FROM {rows} AS r"
        f" LEFT JOIN read_parquet({text_sql(aliases)}) AS a ON r.customer_id = a.id"
    )


def _found(place: Place, snapshot: Snapshot, bench: Workbench, import_id: str) -> Found:
    files = [place.lake.path(entry) for entry in snapshot.manifest.table(IDENTIFIERS).files]
    return Found(bench, snapshot.views, files, import_id)


def _with_customers(mapping: Mapping) -> list[str]:
    """The tables of a mapping that name customers."""
    return [table for table in mapping.tables if "customer_id" in TABLES[table].by_name]
