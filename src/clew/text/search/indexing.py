"""The index of one workspace's verbatims: kept in the cache, brought up to a lake version file by file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from clew.engines.views import TableView
from clew.engines.word_index import WordIndex
from clew.errors import EngineError, MissingFileError
from clew.text.words.folding import distinct_words, fold

__all__ = ["FOLDER", "forget", "refuse_missing", "up_to_date"]

#: The folder of the index in the cache; its number grows when what is kept, or its meaning, changes.
FOLDER = "search-1"
INDEX = "words.sqlite"
BATCH = 20_000
#: Rows of files that left the lake stay until they are so many more than those that are there.
STALE = 50_000
Progress = Callable[[str, float | None], None]


def up_to_date(lake: Any, progress: Progress | None = None) -> WordIndex:
    """Return the index with all files of the lake version in it, opened; only files that are new to it are read.

    One that cannot be read is made anew. Raises :class:`~clew.errors.MissingFileError` where an erasure took a file
    meanwhile; then nothing of the index stays either.
    """
    view = lake.views["feedback"]
    try:
        index = _opened(lake.cache / FOLDER / INDEX, view, progress)
    except EngineError as error:
        if "locked" in str(error):  # somebody is at it: theirs is no damage
            raise
        forget(lake.cache)
        index = _opened(lake.cache / FOLDER / INDEX, view, progress)
    try:
        refuse_missing(lake)
    except MissingFileError:
        index.close()
        raise
    return index


def refuse_missing(lake: Any) -> None:
    """Raise MissingFileError where a file of the verbatims is gone: what was made of it must not stay."""
    view: TableView = lake.views["feedback"]
    gone = next((file for file in (*view.files, *view.dirty) if not Path(file).exists()), None)
    if gone is not None:
        forget(lake.cache)
        raise MissingFileError(f"A file of this lake version is gone: {gone}")


def forget(cache: Path) -> None:
    """Remove the index and what was found by it; it is made again when it is needed."""
    for file in sorted((cache / FOLDER).rglob("*"), reverse=True):
        with suppress(OSError):
            file.rmdir() if file.is_dir() else file.unlink()


def _opened(path: Path, view: TableView, progress: Progress | None) -> WordIndex:
    index = WordIndex(path)
    try:
        _catch_up(index, {Path(file).name: file for file in (*view.files, *view.dirty)}, progress)
    except BaseException:
        index.close()
        raise
    return index


def _catch_up(index: WordIndex, files: dict[str, str], progress: Progress | None) -> None:
    if not files.keys() - index.files().keys():
        return
    with index.adding():
        known = index.files()  # another process may have added them while this one waited
        stale = sum(rows for name, (_, rows) in known.items() if name not in files)
        if stale > STALE + sum(rows for name, (_, rows) in known.items() if name in files):
            index.clear()
            known = {}
        new = [name for name in files if name not in known]
        for place, name in enumerate(new):
            if progress is not None:
                progress("indexing what was written", place / len(new))
            index.add(name, _batches(files[name]))


def _batches(file: str) -> Iterator[tuple[list[int], list[str], list[tuple[str, str]]]]:
    """Yield places, folded texts and words of a file's verbatims, some thousand at a time."""
    start = 0
    try:
        batches = pq.ParquetFile(file).iter_batches(BATCH, columns=["verbatim"])
        for batch in batches:
            places, texts = _written(batch.column(0))
            if texts:
                words = distinct_words(texts)
                yield [start + place for place in places], _folded(texts), [(fold(word), word) for word in words]
            start += batch.num_rows
    except FileNotFoundError as error:
        raise MissingFileError(f"A file of this lake version is gone: {file}") from error


def _written(verbatims: pa.Array) -> tuple[list[int], list[str]]:
    some = pc.fill_null(pc.not_equal(verbatims, ""), fill_value=False)
    places = pc.indices_nonzero(some)
    return places.to_pylist(), verbatims.take(places).to_pylist()


def _folded(texts: list[str]) -> list[str]:
    """Fold many texts in one go: NUL stands between them, and in none of them."""
    return fold("\0".join(text.replace("\0", " ") for text in texts)).split("\0")
