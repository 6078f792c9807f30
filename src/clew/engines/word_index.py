"""An index of words: SQLite's FTS5 in one file of the cache, which says in which rows of which files words stand.

It holds words and where they stand, no text and no id. Whoever uses it gives texts that are folded already.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from clew.errors import EngineError

__all__ = ["WordIndex", "has_full_text"]

#: A row's number in the index: its file's number, then its place in the file.
PLACE_BITS = 32
#: Seconds that one process waits for another one that adds a file.
PATIENCE = 600.0
_SETTINGS = ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=NORMAL", "PRAGMA cache_size=-65536")
_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS files (number INTEGER PRIMARY KEY, name TEXT UNIQUE NOT NULL, rows INTEGER NOT NULL)",
    "CREATE TABLE IF NOT EXISTS words (folded TEXT, word TEXT, PRIMARY KEY (folded, word)) WITHOUT ROWID",
    "CREATE VIRTUAL TABLE IF NOT EXISTS texts USING fts5(text, content='', tokenize='unicode61 remove_diacritics 0')",
)
#: Beyond every letter that a word can have.
_LAST = "\U0010ffff"


def has_full_text() -> bool:
    """Return whether this Python's SQLite has FTS5, without which nothing can be searched."""
    with _open(":memory:") as connection:
        try:
            connection.execute("CREATE VIRTUAL TABLE probe USING fts5(text)")
        except sqlite3.OperationalError:
            return False
    return True


class WordIndex:
    """The index in the file ``path``, made where there is none. Not shared between threads: open one a call.

    Readers never wait; of two that add, one waits. Raises :class:`~clew.errors.EngineError` where SQLite has no FTS5
    and where the file is no index (any more): it can be removed and made again.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _in_clews_words():
            self._connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
            try:
                for statement in (*_SETTINGS, *_SCHEMA):
                    self._connection.execute(statement)
            except sqlite3.Error:
                self._connection.close()
                raise

    def files(self) -> dict[str, tuple[int, int]]:
        """Return the files that are in the index: name → number and rows with words."""
        with _in_clews_words():
            rows = self._connection.execute("SELECT name, number, rows FROM files").fetchall()
        return {name: (number, count) for name, number, count in rows}

    @contextmanager
    def adding(self) -> Iterator[None]:
        """Hold the index for writing: all that is added inside is there together, or none of it."""
        with _in_clews_words():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def add(self, name: str, batches: Iterable[tuple[Iterable[int], Iterable[str], Iterable[tuple[str, str]]]]) -> None:
        """Add the file ``name``: batches of places in it, their folded texts, and (folded, word) of all their words."""
        number = 1 + (self._connection.execute("SELECT max(number) FROM files").fetchone()[0] or 0)
        count = 0
        for places, texts, words in batches:
            rows = [((number << PLACE_BITS) | place, text) for place, text in zip(places, texts, strict=True)]
            self._connection.executemany("INSERT INTO texts(rowid, text) VALUES (?, ?)", rows)
            self._connection.executemany("INSERT OR IGNORE INTO words VALUES (?, ?)", words)
            count += len(rows)
        self._connection.execute("INSERT INTO files VALUES (?, ?, ?)", (number, name, count))

    def clear(self) -> None:
        """Remove everything; for inside :meth:`adding`."""
        self._connection.execute("INSERT INTO texts(texts) VALUES ('delete-all')")
        self._connection.execute("DELETE FROM words")
        self._connection.execute("DELETE FROM files")

    def words(self, begin: str, longest: int) -> list[tuple[str, str]]:
        """Return (folded, word) of the words that begin with ``begin`` and have at most ``longest`` letters."""
        with _in_clews_words():
            return self._connection.execute(
                "SELECT folded, word FROM words WHERE folded >= ? AND folded < ? AND length(folded) <= ?",
                (begin, begin + _LAST, longest),
            ).fetchall()

    def find(self, match: str, *, ranked: bool = False) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
        """Return the rows that ``match`` (FTS5's language) finds, ascending, and how well they fit (higher: better)."""
        score = "-bm25(texts)" if ranked else "0.0"
        with _in_clews_words():
            found = self._connection.execute(
                f"SELECT rowid, {score} FROM texts WHERE texts MATCH ? ORDER BY rowid",  # noqa: S608 - one of two texts
                (match,),
            ).fetchall()
        table = np.array(found, dtype=[("row", np.int64), ("score", np.float64)])
        return table["row"], table["score"]

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@contextmanager
def _open(path: str) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path)
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def _in_clews_words() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        if "no such module: fts5" in str(error):
            raise EngineError(
                "This Python's SQLite has no FTS5, so verbatims cannot be searched: use a Python whose sqlite3 has it."
            ) from error
        raise EngineError(f"The index of words cannot be used: {error}") from error
