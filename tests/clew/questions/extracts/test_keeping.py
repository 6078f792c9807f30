"""Extracts on disk: what was kept comes back, damage and what is gone count as nothing, the oldest go."""

from __future__ import annotations

import os
from dataclasses import replace

import numpy as np
import pytest

from clew.questions.extracts import keeping
from clew.questions.extracts.extract import Extract, arrays_of
from clew.questions.extracts.keeping import KNOWN, Keeper, forget_oldest

EXTRACT = Extract(
    at=np.array([1, 5]), unit=np.array([7, -9]), blank_at=np.array([3]), groups=(("nps", 0.0, None), ("ces", 1.0, 7.0)),
    y=np.array([0.5, -1.0]), group=np.array([0, 1], dtype=np.int32), blank_group=np.array([1], dtype=np.int32),
    nobody=np.array([False, True]), until=12,
)  # fmt: skip


@pytest.fixture(autouse=True)
def _forget():
    KNOWN.forget()


def same(a, b):
    return (a.groups, a.until) == (b.groups, b.until) and {k: v.tolist() for k, v in arrays_of(a).items()} == {
        k: v.tolist() for k, v in arrays_of(b).items()
    }


def test_what_is_kept_comes_back_in_another_process(tmp_path):
    Keeper(tmp_path).put("shape", "file", EXTRACT)
    KNOWN.forget()
    assert same(Keeper(tmp_path).get("shape", "file"), EXTRACT)
    assert Keeper(tmp_path).get("shape", "another") is None
    assert Keeper(tmp_path).get("another", "file") is None


def test_another_definition_of_a_figure_reads_nothing_of_before(tmp_path, monkeypatch):
    Keeper(tmp_path).put("shape", "file", EXTRACT)
    KNOWN.forget()
    monkeypatch.setattr(keeping, "source_hash", lambda: "another")
    assert Keeper(tmp_path).get("shape", "file") is None


def test_an_empty_one_is_kept_too(tmp_path):
    nothing = Extract(*(np.zeros(0, dtype=np.int64),) * 3, groups=())
    Keeper(tmp_path).put("shape", "file", nothing)
    KNOWN.forget()
    assert same(Keeper(tmp_path).get("shape", "file"), nothing)


def test_any_flipped_byte_makes_it_nothing_and_it_goes(tmp_path):
    Keeper(tmp_path).put("shape", "file", EXTRACT)
    (path,) = tmp_path.glob("*/*")
    whole = path.read_bytes()
    for place in range(0, len(whole), 5):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        KNOWN.forget()
        assert Keeper(tmp_path).get("shape", "file") is None, place
        assert not path.exists()
    for length in (0, 10, len(whole) - 1):
        path.write_bytes(whole[:length])
        KNOWN.forget()
        assert Keeper(tmp_path).get("shape", "file") is None, length


def test_what_was_removed_is_not_known_in_memory_either(tmp_path):
    keeper = Keeper(tmp_path)
    keeper.put("shape", "file", EXTRACT)
    assert keeper.get("shape", "file") is not None
    next(tmp_path.glob("*/*")).unlink()
    assert keeper.get("shape", "file") is None


def test_without_a_folder_the_process_remembers():
    keeper = Keeper(None)
    keeper.put("shape", "file", EXTRACT)
    assert keeper.get("shape", "file") is EXTRACT


def test_the_oldest_go_when_they_are_too_many(tmp_path):
    keeper = Keeper(tmp_path)
    for place in range(4):
        keeper.put("shape", str(place), replace(EXTRACT, until=place))
        for path in tmp_path.glob("*/*"):
            os.utime(path, (path.stat().st_mtime - 100,) * 2)
    size = next(tmp_path.glob("*/*")).stat().st_size
    forget_oldest(tmp_path, 2 * size + size // 2)
    KNOWN.forget()
    assert [keeper.get("shape", str(place)) is not None for place in range(4)] == [False, False, True, True]


def test_a_place_that_cannot_be_written_costs_nothing_but_the_cache(tmp_path):
    (tmp_path / "file").write_text("no folder")
    assert Keeper(tmp_path / "file").put("shape", "file", EXTRACT) is EXTRACT


def test_what_was_made_of_files_that_an_erasure_took_meanwhile_is_not_kept(tmp_path):
    there, gone = tmp_path / "there", tmp_path / "gone"
    there.touch()
    cache = tmp_path / "cache"
    assert Keeper(cache, [str(there), str(gone)]).put("shape", "file", EXTRACT) is EXTRACT
    assert not list(cache.glob("*/*"))
    assert Keeper(cache).get("shape", "file") is None
    Keeper(cache, [str(there)]).put("shape", "file", EXTRACT)
    assert Keeper(cache).get("shape", "file") is not None
