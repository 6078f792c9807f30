"""Another mapping for rows that came long ago: mapped again from the journal, without the file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime

import msgspec

from clew.errors import DataError, MappingError, UsageError
from clew.importers import Mapping, explain_drift, map_batch
from clew.store.erasure.gate import Admission
from clew.store.loading.history import History
from clew.store.loading.records import ImportDone, MappingRecord, Remap
from clew.store.mending.raw import blocks_of, standing_import
from clew.store.place import Place

__all__ = ["journal_remap", "with_meaning"]


def journal_remap(place: Place, import_id: str, mapping: Mapping | None, now: Callable[[], datetime]) -> None:
    """Put into the journal that an import is read by ``mapping`` from now on; None: by the one it came with.

    Raises:
        UsageError: no such import, the mapping it has already, or one that changes what is private.
        MappingError: the mapping needs columns that the file had not.
        DataError: by that mapping rows would belong to people who were erased.
    """
    history, done = standing_import(place, import_id)
    wanted = history.mapping(done.came_with or done.mapping) if mapping is None else mapping
    text = wanted.to_json()
    digest = hashlib.sha256(text.encode()).hexdigest()
    if digest == done.mapping:
        raise UsageError(f"The import {import_id} is read by that mapping already.")
    _check(history, done, wanted)
    admission = Admission(place, wanted, done.sha256, done.zone)
    with place.journal.writer(now=now) as writer, admission.held():
        _try(place, done, wanted, admission)
        if digest not in history.mappings:
            writer.append("mapping", msgspec.json.encode(MappingRecord(digest, text)))
        writer.append("remap", msgspec.json.encode(Remap(import_id, digest)))
        writer.commit()


def with_meaning(mapping: Mapping, column: str, value: str, means: str) -> Mapping:
    """Return ``mapping`` by which ``value`` in ``column`` (the file's name or Clew's) means ``means``; "": no answer.

    Raises:
        UsageError: no table takes that column by itself.

    >>> from clew.importers.mapping.model import TableMapping
    >>> found = with_meaning(Mapping((TableMapping("feedback", columns={"rating": "Score"}),)), "Score", "ten", "10")
    >>> found.blocks[0].values
    {'rating': {'ten': '10'}}
    """
    blocks, known = [], set[str]()
    for block in mapping.blocks:
        known |= {*block.columns, *block.columns.values()}
        mine = [name for name, source in block.columns.items() if column in {name, source}]
        for name in mine:
            section = "values" if means else "missing"
            said = {**getattr(block, section).get(name, {}), value: means or "missing"}
            other = "missing" if means else "values"
            left = {word: what for word, what in getattr(block, other).get(name, {}).items() if word != value}
            sections = {section: {**getattr(block, section), name: said}}
            if name in getattr(block, other):
                sections[other] = {key: what for key, what in {**getattr(block, other), name: left}.items() if what}
            block = msgspec.structs.replace(block, **sections)  # noqa: PLW2901 - the same block, with more said of it
        blocks.append(block)
    if tuple(blocks) == mapping.blocks:
        raise UsageError.unknown("column of the mapping", column, known)
    return msgspec.structs.replace(mapping, blocks=tuple(blocks))


def _check(history: History, done: ImportDone, mapping: Mapping) -> None:
    if mapping.private != history.mapping(done.mapping).private:
        raise UsageError(
            "What is private cannot be changed afterwards: columns were dropped or hashed before the journal kept the"
            " rows, and what it keeps it keeps. Undo the import and import the file again."
        )
    sentences = explain_drift(mapping, done.columns)
    if sentences:
        raise MappingError(f"The mapping does not fit {done.source}. " + " ".join(sentences))


def _try(place: Place, done: ImportDone, mapping: Mapping, admission: Admission) -> None:
    """Map one row, so that what cannot work fails before it is written; look for erased people in all of them."""
    for number, (_, block) in enumerate(blocks_of(place, done)):
        if number == 0:
            one = block.rows.slice(0, 1)
            map_batch(one, mapping, source_sha256=done.sha256, zone=done.zone, secret=place.secret)
        if admission.cleaned(block) is not block:
            raise DataError(
                f"By this mapping rows of {done.source} belong to people who were erased. Undo the import and import"
                " the file again: theirs are left out then."
            )
        if not admission.has_list:
            break
