"""From the tables to paths in order: contacts are read once, told apart by path, ordered and cut."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from clew.errors import UsageError
from clew.journeys.contacts import KEY_COLUMNS, contacts, without_field
from clew.journeys.definition import PathDefinition
from clew.journeys.ordering import by_time, has_ties, path_starts, settle_ties, stable_order
from clew.questions.gathering.lake import Reader

__all__ = ["Built", "build", "settle"]

Codes = npt.NDArray[np.unsignedinteger]
Whole = npt.NDArray[np.int64]
Progress = Callable[[str, float | None], None]
MOST_NAMES = 2**16
_DAY = timedelta(days=1) // timedelta(microseconds=1)


@dataclass
class Built:
    """Paths, one after the other: see :class:`clew.journeys.paths.Paths`, whose arrays these are."""

    names: tuple[str, ...]
    name: npt.NDArray[np.uint16]
    at: Whole
    starts: Whole
    keys: pa.Array
    left_out: dict[str, int]
    extras: dict[str, pa.Array] = field(default_factory=dict)


def settle(definition: PathDefinition, reader: Reader) -> PathDefinition:
    """Return the definition with what it left open: by what paths are cut, the tables that have rows, and as_of."""
    views = reader.lake.views
    tables = tuple(name for name in definition.tables if name in views and (views[name].files or views[name].dirty))
    has_runs = any(reader.has(table, "journey_run_id") for table in tables if table != "calls")
    return msgspec.structs.replace(
        definition,
        tables=tables,
        by=definition.by or ("run" if has_runs else "customer"),
        as_of=definition.as_of or reader.latest(*tables),
    )


def build(
    definition: PathDefinition,
    reader: Reader,
    extras: Sequence[str] = (),
    progress: Progress | None = None,
    keys: Sequence[str] | None = None,
) -> Built:
    """Return the paths of a settled definition over one lake version, with ``extras`` of each contact in their order.

    Contacts are ordered by time, then ordinal (none comes first), then id. Those without a key or a name are counted
    in ``left_out``, by why. With ``keys`` only those runs, customers or sessions are read.
    """
    say = progress or (lambda _what, _share: None)
    say("reading contacts", 0.0)
    if not _readable(definition):
        return _nothing()
    rows = reader.read(_of(contacts(reader, definition, extras), keys), many=True)
    say("ordering contacts", 0.5)
    built = _ordered(definition, rows, extras)
    if built is None:  # contacts of one instant that only their ids order are rare, and ids cost as much as the rest
        rows = reader.read(_of(contacts(reader, definition, (*extras, "id")), keys), many=True)
        built = _ordered(definition, rows, extras)
    assert built is not None  # noqa: S101 - with ids every tie is settled
    return built


def _of(rows: Any, keys: Sequence[str] | None) -> Any:
    return rows if keys is None else rows.filter(rows.key.isin(keys))


def _readable(definition: PathDefinition) -> bool:
    lacking = {table for table, _ in without_field(definition)}
    return any(table not in lacking for table in definition.tables)


def _nothing() -> Built:
    none = np.zeros(0, dtype=np.int64)
    return Built((), none.astype(np.uint16), none, np.zeros(1, dtype=np.int64), pa.array([], pa.string()), {})


def _ordered(definition: PathDefinition, rows: pa.Table, extras: Sequence[str]) -> Built | None:
    """Return the paths of ``rows``; None where contacts tie and there are no ids to settle that."""
    rows, left_out = _complete(definition, rows)
    if not rows.num_rows:
        return replace(_nothing(), left_out=left_out)
    with ThreadPoolExecutor(2) as pool:
        keys, names, columns, timely = _numbered(rows, pool)
        order = _order(columns[0], timely)
        key, name, at, ordinal = pool.map(lambda column: np.take(column, order), columns)
    if has_ties(key, at, ordinal):
        if "id" not in rows.column_names:
            return None
        settled = settle_ties(key, at, ordinal, rows["id"].combine_chunks().take(pa.array(order)))
        order, name = order[settled], name[settled]
    starts = path_starts(key, at, None if definition.gap_days is None else definition.gap_days * _DAY)
    return Built(
        names=names,
        name=name,
        at=at,
        starts=starts,
        keys=keys.take(pa.array(key[starts[:-1]])),
        left_out=left_out,
        extras={extra: rows[extra].combine_chunks().take(pa.array(order)) for extra in extras},
    )


Columns = tuple[Codes, npt.NDArray[np.uint16], Whole, Whole]


def _numbered(
    rows: pa.Table, pool: ThreadPoolExecutor
) -> tuple[pa.Array, tuple[str, ...], Columns, npt.NDArray[np.signedinteger] | None]:
    """Return the keys, the names, each row's key, name, time and ordinal as numbers, and the order of times.

    Telling millions of keys apart takes as long as all the rest, so that happens beside it.
    """
    coded = pool.submit(_coded, rows["key"])
    names, name = _sorted_names(*_coded(rows["name"]))
    at, ordinal = _numbers(rows["at"].cast(pa.int64())), _numbers(rows["ordinal"])
    timely = by_time(at, ordinal)
    keys, key = coded.result()
    return keys, names, (key, name, at, ordinal), timely


def _order(key: Codes, timely: npt.NDArray[np.signedinteger] | None) -> npt.NDArray[np.signedinteger]:
    """Return the order by key of rows whose order of times is known; None: they are in it already."""
    return stable_order(key) if timely is None else timely[stable_order(key[timely])]


def _complete(definition: PathDefinition, rows: pa.Table) -> tuple[pa.Table, dict[str, int]]:
    """Return the rows with a key and a name, and how many lack one; who lacks both lacks a key."""
    left_out = {}
    for column, what in (("key", KEY_COLUMNS[definition.by or "customer"]), ("name", definition.names)):
        if rows[column].null_count:
            left_out[f"without {what}"] = rows[column].null_count
            rows = rows.filter(rows[column].is_valid())
    return rows, left_out


def _coded(column: pa.ChunkedArray) -> tuple[pa.Array, Codes]:
    """Return the distinct texts of a column without nulls, and which of them each row has."""
    encoded = column.dictionary_encode().combine_chunks()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.chunk(0)
    return encoded.dictionary, encoded.indices.to_numpy().view(np.uint32)


def _sorted_names(names: pa.Array, codes: Codes) -> tuple[tuple[str, ...], npt.NDArray[np.uint16]]:
    if len(names) > MOST_NAMES:
        raise UsageError(
            f"The contacts have {len(names):,} different names; paths are told by at most {MOST_NAMES:,}:"
            " ask with --names touchpoint or stage, or filter with --where."
        )
    spoken = names.to_pylist()
    order = sorted(range(len(spoken)), key=spoken.__getitem__)
    rank = np.empty(len(spoken), dtype=np.uint16)
    rank[order] = np.arange(len(spoken), dtype=np.uint16)
    return tuple(spoken[place] for place in order), rank[codes]


def _numbers(column: pa.ChunkedArray) -> Whole:
    numbers: Whole = column.combine_chunks().to_numpy(zero_copy_only=False)
    return numbers
