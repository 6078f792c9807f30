# ruff: noqa: S608 - the store's own SQL: names come from the declarative tables, paths from the manifest
"""One lake version, taken once: every question of a request sees the same tables."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec
import pyarrow as pa

from clew.engines.view_sql import view_sql
from clew.engines.views import Link, Names, TableView
from clew.errors import MissingFileError
from clew.store.lake.lake import Lake
from clew.store.loading.system import IDENTIFIERS, IMPORTS, read_system
from clew.store.manifest import Manifest
from clew.store.naming.renames import NAMED
from clew.store.place import Place
from clew.store.settings import Settings
from clew.tables import TABLES

__all__ = ["Snapshot"]

_EPOCH, _MICROSECOND = datetime(1970, 1, 1), timedelta(microseconds=1)  # noqa: DTZ001 - UTC without zone


class _Received(msgspec.Struct):
    """The one thing of an import's end that is read here."""

    received_at: int = 0


class Snapshot:
    """One lake version: ``version``, ``views`` by table, ``settings`` and ``files_hash``, equal only for equal content.

    Its files stay for an hour after they left the lake. Only an erasure takes them at once: a reader that meets a
    missing file (MissingFileError) takes a new snapshot and asks again.
    """

    def __init__(self, place: Place, manifest: Manifest) -> None:
        self._place = place
        self.manifest = manifest
        self.version = manifest.version
        self.settings = Settings.of(manifest.settings)
        self.settings_version = manifest.settings_version

    @property
    def cache(self) -> Path:
        """The folder of what is made from this and other versions and can be made again."""
        return self._place.cache

    @cached_property
    def views(self) -> MappingProxyType[str, TableView]:
        """What a question sees of each canonical table; one that nothing came for is empty."""
        return MappingProxyType({name: _view(self._place.lake, self.manifest, name, self._names) for name in TABLES})

    @cached_property
    def _names(self) -> tuple[Names, ...]:
        """The columns of which some names are read as others."""
        found = ((column, self.settings.names(column)) for column in NAMED)
        return tuple(Names(column, tuple(names.items())) for column, names in found if names)

    @cached_property
    def files_hash(self) -> str:
        """SHA-256 over the hashes of all files of the version."""
        return self.manifest.files_hash()

    @cached_property
    def received_at(self) -> datetime | None:
        """When the last import that stands was received, UTC; None where there is none."""
        try:
            rows = read_system(self._place.lake, self.manifest, IMPORTS).to_pylist()
        except FileNotFoundError as error:
            raise MissingFileError(f"A file of this lake version is gone: {error.filename}") from error
        times = [msgspec.json.decode(row["done"], type=_Received).received_at for row in rows if not row["undone"]]
        return _EPOCH + max(times) * _MICROSECOND if times else None

    @cached_property
    def identifiers(self) -> pa.Table:
        """Who has which e-mail, phone and name: customer_id as the source gave it, kind, value; in no other table."""
        try:
            return read_system(self._place.lake, self.manifest, IDENTIFIERS).select(["customer_id", "kind", "value"])
        except FileNotFoundError as error:
            raise MissingFileError(f"A file of this lake version is gone: {error.filename}") from error

    @cached_property
    def tables(self) -> dict[str, dict[str, Any]]:
        """Per table that has rows: ``rows``, ``customers`` (aliases applied), ``from`` and ``to`` (UTC, or None).

        Counted when first asked.
        """
        with self._place.bench() as (bench, _):
            return {
                name: bench.run(_summary_sql(view)).to_pylist()[0]
                for name, view in self.views.items()
                if view.files or view.dirty
            }


def _view(lake: Lake, manifest: Manifest, name: str, names: tuple[Names, ...]) -> TableView:
    entry = manifest.table(name)
    links = tuple(Link(link.column, link.by, lake.path(link.file)) for link in manifest.links if link.table == name)
    return TableView(
        name,
        TABLES[name].schema,
        files=tuple(lake.path(file) for file in entry.files if not file.dead),
        dirty=tuple(lake.path(file) for file in entry.files if file.dead),
        dead=lake.path(entry.dead) if entry.dead else None,
        aliases=lake.path(manifest.aliases) if manifest.aliases else None,
        links=links,
        names=tuple(given for given in names if given.column in TABLES[name].by_name),
    )


def _summary_sql(view: TableView) -> str:
    table = TABLES[view.name]
    customers = "count(DISTINCT customer_id)" if "customer_id" in table.by_name else "NULL::BIGINT"
    time = table.time_column
    return (
        f'SELECT count(*) AS rows, {customers} AS customers, min("{time}") AS "from", max("{time}") AS "to"'
        f" FROM ({view_sql(view)})"
    )
