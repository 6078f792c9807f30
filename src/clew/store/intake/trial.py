"""A dry run: everything an import does, on files that are thrown away."""

from __future__ import annotations

from collections.abc import Iterable

from clew.importers import Mapping
from clew.store.deriving.derive import derive
from clew.store.deriving.joins import JoinRows
from clew.store.intake.result import FileResult, shown_rejections
from clew.store.loading.blocks import Block
from clew.store.loading.history import History
from clew.store.loading.load import NO_REF, Load
from clew.store.loading.records import ImportDone
from clew.store.loading.system import QUARANTINE
from clew.store.loading.working import Working
from clew.store.place import Place

__all__ = ["try_import"]


def try_import(
    place: Place, done: ImportDone, mapping: Mapping, blocks: Iterable[Block], history: History, result: FileResult
) -> None:
    """Fill ``result`` with what the import would do; nothing is journalled and the lake stays as it is."""
    with place.bench() as (bench, scratch):
        base = place.lake.current()
        aside = base.table(QUARANTINE)
        working = Working(place.lake, base, scratch=scratch / "lake")
        joins = JoinRows(scratch)
        order = {**history.order, done.import_id: len(history.imports)}
        load = Load(working, bench, place.secret, order, joins=joins)
        load.take(done, mapping, ((NO_REF, block) for block in blocks))
        load.flush()
        derived = derive(working, bench, [*history.mappings_in_use(), mapping], load.seen)
        result.tables = load.tally.of(done.import_id)
        result.joins = joins.counts(derived, bench).get(done.import_id, [])
        fresh = [file for file in working.entry(QUARANTINE).files if file not in aside.files]
        result.rejections = shown_rejections(working.read_files(QUARANTINE, fresh))
