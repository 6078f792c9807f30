"""What is kept of paths: read the second time, made again where it is gone or damaged, removed when out of date."""

from __future__ import annotations

import os
import shutil

import pyarrow as pa
import pytest

from clew.journeys import keeping
from clew.journeys.definition import parse_definition
from clew.journeys.handle import AskedPaths
from clew.journeys.paths import paths_of
from clew.journeys.summary import summary
from clew.journeys.transitions import transitions
from clew.journeys.variants import variants


class Watched:
    """An engine that counts what it reads."""

    def __init__(self, engine):
        self.engine, self.reads = engine, 0

    def read(self, sql, views, **options):
        self.reads += '"key"' in sql
        return self.engine.read(sql, views, **options)


@pytest.fixture
def watched(lake, engine):
    lake.walks(one="abc", two="ab", three="abcab")
    return Watched(engine)


def figures(lake, watched, **words):
    paths = paths_of(parse_definition(**words), lake, watched)
    return summary(paths), transitions(paths), variants(paths), paths.keys.to_pylist(), paths.unfinished.tolist()


def kept_folders(lake):
    return sorted(path for path in (lake.cache / "paths").glob("*/*"))


def test_contacts_are_read_the_first_time_only(lake, watched):
    first = figures(lake, watched)
    assert watched.reads == 1
    assert figures(lake, watched) == first
    assert watched.reads == 1
    assert figures(lake, watched, by="run") == first, "what a definition leaves open is settled first"
    assert watched.reads == 1
    figures(lake, watched, gap=0)
    assert watched.reads == 2
    assert len(kept_folders(lake)) == 2


def test_paths_of_older_content_are_removed_when_none_can_still_read_them(lake, watched):
    figures(lake, watched)
    (first,) = kept_folders(lake)
    lake.walks(one="ab")
    assert figures(lake, watched)[0].paths == 1
    assert first in kept_folders(lake), "another process may still read it"
    for folder in (lake.cache / "paths").iterdir():
        os.utime(folder, (0, folder.stat().st_mtime - 7200))
    second = next(folder for folder in kept_folders(lake) if folder != first)
    os.utime(first.parent, (0, second.parent.stat().st_mtime - 60))
    lake.walks(one="abc")
    figures(lake, watched)
    assert first not in kept_folders(lake)
    assert second in kept_folders(lake)


def test_a_write_that_fails_leaves_nothing_behind(tmp_path, monkeypatch):
    def full(file, _table):
        file.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keeping, "_write", full)
    keeping.add(tmp_path, "view", pa.table({"a": [1]}))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "name", ["times.parquet", "names.parquet", "paths.parquet", "transitions.parquet", "about.json"]
)
@pytest.mark.parametrize("harm", ["gone", "cut", "flipped"])
def test_what_is_gone_or_damaged_is_made_again(lake, watched, name, harm):
    first = figures(lake, watched)
    (folder,) = kept_folders(lake)
    file = folder / name
    stored = bytearray(file.read_bytes())
    if harm == "gone":
        file.unlink()
    elif harm == "cut":
        file.write_bytes(stored[: len(stored) // 2])
    else:
        stored[len(stored) // 4] ^= 0x01
        file.write_bytes(stored)
    assert figures(lake, watched) == first
    assert figures(lake, watched) == first


def test_the_cache_may_vanish_between_two_looks(lake, watched):
    first = figures(lake, watched)
    paths = paths_of(parse_definition(), lake, watched)
    shutil.rmtree(lake.cache)
    assert (summary(paths), transitions(paths), variants(paths), paths.keys.to_pylist()) == first[:4]


def test_a_cache_that_cannot_be_written_costs_nothing_but_time(lake, watched):
    lake.cache.write_text("a file where the folder should be")
    assert figures(lake, watched) == figures(lake, watched)
    assert watched.reads == 2


def test_the_handle_reads_the_current_version(lake, watched):
    asked = AskedPaths(parse_definition(), lambda view: view(lake, watched))
    assert asked.summary().paths == 3
    lake.walks(one="ab")
    assert asked.summary().paths == 1
    assert asked.to_document("variants", 5)["rows"] == [{"variant": ["a", "b"], "count": 1, "share": 1}]
