"""What a search finds: ids of feedback as a table of its own beside the lake's, for the engine to join."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis
import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from clew.engines.compile import ibis_type
from clew.engines.views import TableView
from clew.engines.word_index import PLACE_BITS, WordIndex
from clew.questions.keeping.outdated import forget_older
from clew.text.search.indexing import FOLDER, Progress, refuse_missing, up_to_date
from clew.text.search.matching import match_of
from clew.text.search.typed import Typed, read_typed
from clew.text.words.bending import LANGUAGES

__all__ = ["VIEW", "Found", "find", "unbound_found"]

#: The name under which the engine sees what was found.
VIEW = "found"
_SCHEMA = pa.schema([("feedback_id", pa.string()), ("score", pa.float64())])


@dataclass(frozen=True)
class Found:
    """What was found: ``view`` has ``feedback_id`` and ``score`` (higher fits better), one row an answer.

    ``is_left_out``: these are the ones that must not be there, since nothing else was typed.
    """

    view: TableView
    is_left_out: bool = False


def find(
    text: str, lake: Any, languages: Sequence[str] = (), *, ranked: bool = False, progress: Progress | None = None
) -> Found:
    """Return the feedback of a lake version whose verbatims have what ``text`` asks for, see :func:`read_typed`.

    Words bend in ``languages`` (by default those of the workspace, or all that are known). Nothing is found for a
    text without any word. Raises :class:`~clew.errors.MissingFileError` where an erasure took a file meanwhile.
    """
    typed, known = read_typed(text), _languages(lake, languages)
    path = _path(lake, typed, known, ranked=ranked)
    is_left_out = not typed.wanted and bool(typed.unwanted)
    if not path.exists():
        _write(path, _look(typed, lake, known, ranked, progress))
        refuse_missing(lake)
    return Found(TableView(VIEW, _SCHEMA, (str(path),)), is_left_out)


def unbound_found() -> Any:
    """Return what was found as an unbound Ibis table."""
    return ibis.table({part.name: ibis_type(part.type) for part in _SCHEMA}, name=VIEW)


def _languages(lake: Any, languages: Sequence[str]) -> tuple[str, ...]:
    given = languages or getattr(getattr(lake, "settings", None), "languages", ())
    known = tuple(language for language in LANGUAGES if language in {name.lower()[:2] for name in given})
    return known or tuple(LANGUAGES)


def _path(lake: Any, typed: Typed, languages: Sequence[str], *, ranked: bool) -> Path:
    """Return where what was found is kept: a folder a content of the lake, in it a file a search."""
    parts = [sorted(languages), typed.wanted, typed.unwanted, ranked]
    key = hashlib.sha256(msgspec.json.encode(parts)).hexdigest()[:32]
    folder: Path = lake.cache / FOLDER / "found" / str(lake.files_hash)[:16]
    return folder / f"{key}.parquet"


def _look(typed: Typed, lake: Any, languages: Sequence[str], ranked: bool, progress: Progress | None) -> pa.Table:  # noqa: FBT001
    if typed.is_empty:
        return _SCHEMA.empty_table()
    with up_to_date(lake, progress) as index:
        match, _ = match_of(typed, index, languages)
        rows, scores = index.find(match, ranked=ranked)
        return _ids(lake.views["feedback"], index, rows, scores)


def _ids(view: TableView, index: WordIndex, rows: npt.NDArray[np.int64], scores: npt.NDArray[np.float64]) -> pa.Table:
    """Return the ids that stand in the rows found, those of dead rows and of files that left the lake apart."""
    known, dead = index.files(), _dead(view)
    numbers, places = rows >> PLACE_BITS, rows & ((1 << PLACE_BITS) - 1)
    parts = []
    for file in (*view.files, *view.dirty):
        name = Path(file).name
        mine = numbers == known[name][0]
        if name in dead:
            mine &= ~np.isin(places, dead[name])
        if mine.any():
            ids = pq.read_table(file, columns=["feedback_id"])["feedback_id"]
            parts.append(pa.table([ids.take(pa.array(places[mine])), pa.array(scores[mine])], schema=_SCHEMA))
    return pa.concat_tables(parts) if parts else _SCHEMA.empty_table()


def _dead(view: TableView) -> dict[str, npt.NDArray[np.int64]]:
    if view.dead is None:
        return {}
    table = pq.read_table(view.dead, columns=["file", "row"])
    return {
        Path(file).name: table.filter(pc.equal(table["file"], Path(file).name))["row"].to_numpy() for file in view.dirty
    }


def _write(path: Path, table: pa.Table) -> None:
    if not path.parent.is_dir():
        forget_older(path.parent)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, made = tempfile.mkstemp(dir=path.parent, prefix=".found-")
    os.close(handle)
    try:
        pq.write_table(table, made, compression="zstd", compression_level=1)
        Path(made).replace(path)
    finally:
        with suppress(OSError):
            Path(made).unlink()
