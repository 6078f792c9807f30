"""The index of words: added file by file, all or nothing, found by FTS5's language."""

from __future__ import annotations

import sqlite3

import pytest

from clew.engines.word_index import PLACE_BITS, WordIndex, has_full_text
from clew.errors import EngineError


def batch(*texts: str):
    return [(range(len(texts)), texts, [(word, word) for text in texts for word in text.split()])]


@pytest.fixture
def index(tmp_path):
    with WordIndex(tmp_path / "new" / "words.sqlite") as made:
        with made.adding():
            made.add("a", batch("late parcel", "kind courier"))
            made.add("b", batch("parcel parcel parcel"))
        yield made


def test_this_python_can_search():
    assert has_full_text()


def test_rows_are_found_by_file_and_place(index):
    rows, scores = index.find('"parcel"')
    assert [divmod(int(row), 1 << PLACE_BITS) for row in rows] == [(1, 0), (2, 0)]
    assert set(scores) == {0}
    _, ranked = index.find('"parcel"', ranked=True)
    assert ranked[1] > ranked[0]


def test_files_and_words(index):
    assert index.files() == {"a": (1, 2), "b": (2, 1)}
    assert index.words("c", 9) == [("courier", "courier")]
    assert index.words("c", 6) == []


def test_a_file_is_added_as_a_whole_or_not_at_all(index):
    def broken():
        yield from batch("half a file")
        raise OSError

    with pytest.raises(OSError), index.adding():
        index.add("c", broken())
    assert set(index.files()) == {"a", "b"}
    assert len(index.find('"half"')[0]) == 0


def test_clearing_leaves_nothing(index):
    with index.adding():
        index.clear()
    assert index.files() == {}
    assert len(index.find('"parcel"')[0]) == 0
    assert index.words("c", 9) == []


def test_what_is_no_index_says_so(tmp_path):
    path = tmp_path / "words.sqlite"
    path.write_bytes(b"no database at all " * 100)
    with pytest.raises(EngineError, match="cannot be used"):
        WordIndex(path)


def test_a_sqlite_without_fts5_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(sqlite3, "connect", lambda *_, **__: _Without())
    with pytest.raises(EngineError, match="no FTS5"):
        WordIndex(tmp_path / "other.sqlite")
    assert not has_full_text()


class _Without:
    """A connection of an SQLite that was built without FTS5."""

    def execute(self, *_):
        raise sqlite3.OperationalError("no such module: fts5")

    def close(self):
        pass
