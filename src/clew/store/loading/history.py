"""All imports there ever were, as the loader knows them: what came, by which mapping, what was taken back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import zip_longest

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from clew.errors import DamageError
from clew.importers import Mapping
from clew.importers.tracking import NO_RULES, Rules
from clew.store.loading.records import ImportDone, News, corrected
from clew.store.loading.system import COUNTS, IDENTIFIERS, IMPORTS, JOINS, MAPPINGS, MESSAGES, QUARANTINE, as_table
from clew.store.loading.working import Working

__all__ = ["Delivery", "History"]


#: How the hashes of touchpoint rules are told from those of mappings.
_RULES = "rules:"


@dataclass(frozen=True)
class Delivery:
    """What is to be loaded of an import of the tracking API: its records from ``first`` to ``done.through``."""

    done: ImportDone
    first: int


@dataclass
class History:
    """The imports by id in journal order, the undone ones among them, and the mappings by hash.

    ``corrected`` are imports loaded before that stand and are to be read another way from now on.
    """

    imports: dict[str, ImportDone]
    undone: set[str]
    mappings: dict[str, str]
    corrected: set[str] = field(default_factory=set)
    rules: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, working: Working) -> History:
        """Return the history of the version that ``working`` began from."""
        rows = working.read(IMPORTS).to_pylist()
        done = [msgspec.json.decode(row["done"], type=ImportDone) for row in rows]
        kept = {row["hash"]: row["mapping"] for row in working.read(MAPPINGS).to_pylist()}
        mappings = {name: text for name, text in kept.items() if not name.startswith(_RULES)}
        rules = {name.removeprefix(_RULES): text for name, text in kept.items() if name.startswith(_RULES)}
        undone = {row["import_id"] for row in rows if row["undone"]}
        return cls({found.import_id: found for found in done}, undone, mappings, rules=rules)

    @property
    def order(self) -> dict[str, int]:
        """Each import's place in journal order."""
        return {import_id: place for place, import_id in enumerate(self.imports)}

    def take(self, news: News) -> tuple[list[ImportDone], set[str]]:
        """Take in what is new; return the imports to load and those loaded before that are now undone."""
        self.mappings |= news.mappings
        self.rules |= news.rules
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

    def deliver(self, news: News) -> list[Delivery]:
        """Take in what came through the tracking API; return, import by import, the records to load.

        An import goes on in its segment until the next one begins there.
        """
        found = []
        for segment, records in news.delivered.items():
            begun = [done for done in self.imports.values() if done.is_delivered and done.segment == segment]
            begun.sort(key=lambda done: done.record)
            for done, following in zip_longest(begun, begun[1:]):
                last = following.record if following else None
                mine = [record for record in records if record > done.record and (last is None or record < last)]
                if mine:
                    grown = msgspec.structs.replace(done, through=mine[-1])
                    self.imports[done.import_id] = grown
                    if done.import_id not in self.undone:
                        found.append(Delivery(grown, mine[0]))
        return sorted(found, key=lambda delivery: delivery.done.place)

    def rules_of(self, done: ImportDone) -> Rules:
        """Return the touchpoint rules that an import of the tracking API is read by."""
        return _read_rules(self.rules[done.rules]) if done.rules in self.rules else NO_RULES

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
        return not tables.isdisjoint(self._tables(done))

    def _tables(self, done: ImportDone) -> set[str]:
        return {*self.mapping(done.mapping).tables, *([MESSAGES] if done.is_delivered else [])}

    def tables_of(self, imports: Iterable[str], counts: pa.Table) -> set[str]:
        """Return the tables that the given imports brought rows to."""
        mine = counts.filter(pc.is_in(counts["import_id"], pa.array(sorted(imports), pa.string())))
        return set(mine["table"].to_pylist())

    def tables_corrected(self) -> set[str]:
        """Return the tables that the corrected imports fill from now on."""
        return {table for name in self.corrected for table in self._tables(self.imports[name])}

    def tables_delivered(self) -> set[str]:
        """Return the tables that imports of the tracking API fill."""
        return {table for done in self.standing() if done.is_delivered for table in self._tables(done)}

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
        rules = {f"{_RULES}{name}": text for name, text in self.rules.items()}
        mappings = [{"hash": name, "mapping": text} for name, text in sorted({**self.mappings, **rules}.items())]
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


@lru_cache(maxsize=64)
def _read_rules(text: str) -> Rules:
    return Rules.from_json(text)
