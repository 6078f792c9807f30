"""All imports there ever were, as the loader knows them: what came, by which mapping, what was taken back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from clew.errors import DamageError
from clew.importers import Mapping
from clew.store.loading.records import ImportDone, News, corrected
from clew.store.loading.system import COUNTS, IDENTIFIERS, IMPORTS, JOINS, MAPPINGS, QUARANTINE, as_table
from clew.store.loading.working import Working

__all__ = ["History"]


@dataclass
class History:
    """The imports by id in journal order, the undone ones among them, and the mappings by hash.

    ``corrected`` are imports loaded before that stand and are to be read another way from now on.
    """

    imports: dict[str, ImportDone]
    undone: set[str]
    mappings: dict[str, str]
    corrected: set[str] = field(default_factory=set)

    @classmethod
    def read(cls, working: Working) -> History:
        """Return the history of the version that ``working`` began from."""
        rows = working.read(IMPORTS).to_pylist()
        done = [msgspec.json.decode(row["done"], type=ImportDone) for row in rows]
        mappings = {row["hash"]: row["mapping"] for row in working.read(MAPPINGS).to_pylist()}
        undone = {row["import_id"] for row in rows if row["undone"]}
        return cls({found.import_id: found for found in done}, undone, mappings)

    @property
    def order(self) -> dict[str, int]:
        """Each import's place in journal order."""
        return {import_id: place for place, import_id in enumerate(self.imports)}

    def take(self, news: News) -> tuple[list[ImportDone], set[str]]:
        """Take in what is new; return the imports to load and those loaded before that are now undone."""
        self.mappings |= news.mappings
        now = {name: corrected(done, news) for name, done in self.imports.items()}
        moved = {name for name, done in now.items() if done is not self.imports[name]}
        self.imports, self.corrected = now, moved - self.undone - news.undone
        loaded = set(self.imports)
        fresh = [done for done in news.imports if done.import_id not in loaded and done.import_id not in news.undone]
        taken_back = {name for name in news.undone if name in loaded and name not in self.undone}
        known = [*self.imports.values(), *(done for done in news.imports if done.import_id not in loaded)]
        self.imports = {done.import_id: done for done in sorted(known, key=lambda done: done.place)}
        self.undone |= news.undone & set(self.imports)
        return fresh, taken_back

    def standing(self) -> list[ImportDone]:
        """Return the imports that were not taken back, in journal order."""
        return [done for done in self.imports.values() if done.import_id not in self.undone]

    def mapping(self, wanted: str) -> Mapping:
        """Return a mapping by its hash."""
        if wanted not in self.mappings:
            raise DamageError(f"The journal is damaged: the mapping {wanted} of an import is not in it.")
        return _decoded(self.mappings[wanted])

    def mappings_in_use(self) -> list[Mapping]:
        """Return the mappings of the standing imports, each once."""
        return [self.mapping(wanted) for wanted in sorted({done.mapping for done in self.standing()})]

    def fills(self, done: ImportDone, tables: frozenset[str]) -> bool:
        """Return whether an import may bring rows of one of ``tables``."""
        return not tables.isdisjoint(self.mapping(done.mapping).tables)

    def tables_of(self, imports: Iterable[str], counts: pa.Table) -> set[str]:
        """Return the tables that the given imports brought rows to."""
        mine = counts.filter(pc.is_in(counts["import_id"], pa.array(sorted(imports), pa.string())))
        return set(mine["table"].to_pylist())

    def tables_corrected(self) -> set[str]:
        """Return the tables that the corrected imports fill from now on."""
        return {table for name in self.corrected for table in self.mapping(self.imports[name].mapping).tables}

    def forget_rows(self, working: Working, tables: frozenset[str], undone: set[str]) -> None:
        """Drop what the quarantine says of ``tables`` and the identifiers that ``undone`` imports brought."""
        aside = working.read(QUARANTINE)
        working.replace(QUARANTINE, aside.filter(_is_none_of(aside["table"], tables)))
        if undone:
            held = working.read(IDENTIFIERS)
            working.replace(IDENTIFIERS, held.filter(_is_none_of(held["import_id"], undone)))

    def write(self, working: Working, counts: pa.Table) -> None:
        """Put the history into the version in the making."""
        rows = [
            {"import_id": name, "undone": name in self.undone, "done": msgspec.json.encode(done).decode()}
            for name, done in self.imports.items()
        ]
        working.replace(IMPORTS, as_table(IMPORTS, rows))
        kept = counts.filter(_is_none_of(counts["import_id"], self.undone))
        working.replace(COUNTS, kept.sort_by([("import_id", "ascending"), ("table", "ascending")]))
        mappings = [{"hash": name, "mapping": text} for name, text in sorted(self.mappings.items())]
        working.replace(MAPPINGS, as_table(MAPPINGS, mappings))

    def write_joins(self, working: Working, found: dict[str, list[dict[str, int | str]]]) -> None:
        """Add to the version in the making what the imports just loaded found; undone ones found nothing."""
        before = working.read(JOINS)
        fresh = [{"import_id": name, **row} for name, rows in found.items() for row in rows]
        kept = before.filter(_is_none_of(before["import_id"], self.undone | self.corrected | set(found)))
        if fresh or kept.num_rows < before.num_rows:
            working.replace(JOINS, pa.concat_tables([kept, as_table(JOINS, fresh)]))


def _is_none_of(column: pa.ChunkedArray, names: Iterable[str]) -> pa.ChunkedArray:
    return pc.invert(pc.is_in(column, pa.array(sorted(names), pa.string())))


@lru_cache(maxsize=256)
def _decoded(text: str) -> Mapping:
    return Mapping.from_json(text)
