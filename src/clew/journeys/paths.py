"""Paths as arrays: built once a definition and lake version, kept in the cache, read when first looked at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from clew.journeys.building import Built, build, settle
from clew.journeys.clocks import clock_document, unworked, working_clock
from clew.journeys.contacts import contacts, unmet_filters, without_field
from clew.journeys.definition import PathDefinition
from clew.journeys.keeping import add, folder_of, keep, read_about, read_columns
from clew.metrics.rows.fields import SEGMENT
from clew.questions.doubts import late_rows
from clew.questions.gathering.lake import Engine, Reader
from clew.questions.segments.members import segments_of

__all__ = ["Paths", "Progress", "paths_of"]

Whole = npt.NDArray[np.int64]
Progress = Callable[[str, float | None], None]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_DAY = timedelta(days=1) // _MICROSECOND


def paths_of(definition: PathDefinition, lake: Any, engine: Engine, progress: Progress | None = None) -> Paths:
    """Return the paths of ``definition`` over one lake version, from the cache where they are known.

    The first time all contacts are read and ordered, which ``progress`` is told of; what comes out is kept as Parquet
    until the lake's content changes. Raises :class:`~clew.errors.UsageError` for a name, value or join that cannot be,
    and :class:`~clew.errors.MissingFileError` where the lake version is gone (take a new one, ask again).
    """
    reader = Reader(lake, engine)
    settled = settle(definition, reader)
    names = msgspec.json.encode(reader.names, order="sorted").decode()
    asks_for_segments = any(given.field == SEGMENT for given in settled.where)
    segments = msgspec.json.encode(segments_of(reader), order="sorted").decode() if asks_for_segments else ""
    documents = (reader.rules, clock_document(settled, lake), names, segments)
    return Paths(settled, reader, folder_of(settled, lake, documents), progress)


class Paths:
    """The paths of a settled ``definition``: arrays with one item a contact, or one a path.

    Contacts come path after path, within a path ordered by time, then ordinal (none first), then id. ``left_out``
    counts contacts without a path key or a name, by why; ``warnings`` are sentences to be said with every view.
    """

    def __init__(
        self, definition: PathDefinition, reader: Reader, folder: Path, progress: Progress | None = None
    ) -> None:
        self.definition, self.reader = definition, reader
        self._folder, self._progress = folder, progress
        self._built: Built | None = None
        about = read_about(folder)
        self._about = about if about is not None else self._build()

    def _build(self) -> dict[str, Any]:
        """Build and keep the paths; what is held in memory serves this process."""
        built = self._built = build(self.definition, self.reader, progress=self._progress)
        about = {"names": built.names, "left_out": built.left_out, "events": len(built.name), "paths": len(built.keys)}
        tables = {
            "times": pa.table({"at": built.at}),
            "names": pa.table({"name": built.name}),
            "paths": pa.table({"start": built.starts[:-1], "key": built.keys}),
        }
        keep(self._folder, tables, about)
        return about

    def _again(self) -> Built:
        """Return the paths built again, where what was kept vanished or was damaged meanwhile."""
        self._about = self._build()
        assert self._built is not None  # noqa: S101 - just built
        return self._built

    @property
    def names(self) -> tuple[str, ...]:
        """What a code means: the names of contacts in the order of their letters."""
        return tuple(self._about["names"])

    @property
    def left_out(self) -> dict[str, int]:
        """How many contacts are in no path, by why."""
        return dict(self._about["left_out"])

    @property
    def events(self) -> int:
        """How many contacts there are in all paths."""
        return int(self._about["events"])

    def __len__(self) -> int:
        return int(self._about["paths"])

    @cached_property
    def name(self) -> npt.NDArray[np.uint16]:
        """The code of each contact's name."""
        kept = None if self._built else read_columns(self._folder, "names")
        return (self._built or self._again()).name if kept is None else kept["name"].to_numpy()

    @cached_property
    def at(self) -> Whole:
        """When each contact was, in microseconds since 1970 (UTC)."""
        kept = None if self._built else read_columns(self._folder, "times")
        return (self._built or self._again()).at if kept is None else kept["at"].to_numpy()

    @cached_property
    def starts(self) -> Whole:
        """Where each path starts among the contacts, and one more: how many contacts there are."""
        kept = None if self._built else read_columns(self._folder, "paths", ["start"])
        if kept is None:
            return (self._built or self._again()).starts
        return np.append(kept["start"].to_numpy(), self.events)

    @cached_property
    def keys(self) -> pa.Array:
        """The run, customer or session of each path; where a gap cuts, several paths have the same."""
        kept = None if self._built else read_columns(self._folder, "paths", ["key"])
        return (self._built or self._again()).keys if kept is None else kept["key"].combine_chunks()

    @cached_property
    def path(self) -> npt.NDArray[np.int32]:
        """Which path each contact belongs to."""
        return np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.starts))

    @cached_property
    def clock(self) -> Whole:
        """What the clock shows at each contact, in microseconds: the time, or how much working time had passed."""
        return working_clock(self.at, self.definition, self.reader.lake)

    @cached_property
    def unfinished(self) -> npt.NDArray[np.bool_]:
        """Whether each path may still go on: its last contact lies within the gap (or 30 days) of as_of."""
        if self.definition.as_of is None:
            return np.zeros(len(self), dtype=np.bool_)
        since = (self.definition.as_of.replace(tzinfo=UTC) - _EPOCH) // _MICROSECOND
        still_open: npt.NDArray[np.bool_] = since - self.at[self.starts[1:] - 1] <= self.definition.patience_days * _DAY
        return still_open

    def kept(self, view: str) -> pa.Table | None:
        """Return what a view kept of these paths with :meth:`keep`; None where it did not, or it is gone."""
        return read_columns(self._folder, view) if (self._folder / f"{view}.parquet").exists() else None

    def keep(self, view: str, rows: pa.Table) -> None:
        """Keep what a view found beside the paths, for as long as they are kept."""
        add(self._folder, view, rows)

    def customers(self) -> pa.Array:
        """Return the customer of each path, null where none is known; of several of one key the first by letter."""
        if self.definition.by == "customer":
            return self.keys
        known = self.kept("customers")
        if known is None:
            known = self._read_customers()
            self.keep("customers", known)
        found = pc.index_in(self.keys, value_set=known["key"])
        return known["customer_id"].combine_chunks().take(found)

    def _read_customers(self) -> pa.Table:
        if not len(self):
            return pa.table({"key": pa.array([], pa.string()), "customer_id": pa.array([], pa.string())})
        rows = contacts(self.reader, self.definition, ("customer_id",))
        known = rows.filter(rows.key.notnull() & rows.customer_id.notnull()).group_by("key")
        return self.reader.read(known.aggregate(customer_id=rows.customer_id.min()))

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is said with every view: impossible times, contacts left out, paths cut, a calendar that never works."""
        asked = self.definition
        lacking = [f"{table} have no field '{field}': left out" for table, field in without_field(asked)]
        counted = [
            f"{count:,} contact{'' if count == 1 else 's'} {why}: left out" for why, count in self.left_out.items()
        ]
        cut = ["paths are cut where the period begins and ends"] if asked.start or asked.end else []
        idle = unworked(self.at, asked, self.reader.lake) if asked.time == "working" else ()
        late = late_rows(self.reader, asked.tables) if asked.as_of == self.reader.latest(*asked.tables) else ()
        empty = () if len(self) else unmet_filters(self.reader, asked)
        return (*late, *lacking, *counted, *cut, *idle, *empty)
