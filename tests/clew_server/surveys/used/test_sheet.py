"""The file of used links: the same uses are the same bytes, and damage is told."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from itertools import permutations
from uuid import uuid4

import pytest

from clew.errors import DamageError
from clew_server.surveys.used import sheet
from clew_server.surveys.used.sheet import HEAD, flip, open_sheet, write_sheet

NOW = datetime(2026, 11, 29, 14, 37, 12, 345, UTC)


@pytest.fixture
def people():
    return [uuid4() for _ in range(40)]


@pytest.fixture
def path(tmp_path, people):
    write_sheet(tmp_path / "one", dict.fromkeys(people, False))
    return tmp_path / "one"


def test_the_bytes_are_the_same_after_any_order_of_uses(tmp_path, people, path):
    fresh, found = path.read_bytes(), set()
    for order in permutations(people[:4]):
        path.write_bytes(fresh)
        for one in order:
            flip(path, [one], NOW)
        found.add(path.read_bytes())
    assert len(found) == 1
    write_sheet(tmp_path / "made", {one: one in people[:4] for one in reversed(people)})
    assert found == {(tmp_path / "made").read_bytes()}


def test_a_use_changes_one_byte_in_its_place_and_the_time_of_the_file_is_that_of_the_hour(people, path):
    before, facts = path.read_bytes(), path.stat()
    assert flip(path, people[:1], NOW) == {people[0]}
    after = path.read_bytes()
    assert sum(one != other for one, other in zip(before, after, strict=True)) == 1
    assert path.stat().st_ino == facts.st_ino
    assert path.stat().st_mtime == datetime(2026, 11, 29, 14, tzinfo=UTC).timestamp()


def test_who_is_used_is_told_once_as_new(people, path):
    assert flip(path, people[3:9], NOW) == set(people[3:9])
    assert flip(path, people[5:12], NOW) == set(people[9:12])
    with open_sheet(path) as found:
        assert len(found) == len(people)
        assert set(found.used()) == set(people[3:12])
        assert [found.is_used(one) for one in people] == [3 <= at < 12 for at in range(40)]
        assert found.place(uuid4()) is None


def test_every_id_is_found(tmp_path):
    some = [uuid4() for _ in range(500)]
    write_sheet(tmp_path / "many", {one: bool(at % 3) for at, one in enumerate(some)})
    with open_sheet(tmp_path / "many") as found:
        assert [found.is_used(one) for one in some] == [bool(at % 3) for at in range(500)]


def test_nobody_is_a_file_too(tmp_path):
    write_sheet(tmp_path / "none", {})
    with open_sheet(tmp_path / "none") as found:
        assert (len(found), list(found.used()), found.is_used(uuid4())) == (0, [], False)


@pytest.mark.parametrize("harm", ["empty", "short", "long", "magic", "id", "version"])
def test_damage_is_told(path, harm):
    whole = bytearray(path.read_bytes())
    if harm == "magic":
        whole[0] ^= 1
    elif harm == "version":
        whole[11] += 1
    elif harm == "id":
        whole[HEAD.size + random.Random(1).randrange(40 * 16)] ^= 1  # noqa: S311 - it must repeat
    cut = {"empty": 0, "short": len(whole) - 1}.get(harm, len(whole))
    path.write_bytes(bytes(whole[:cut]) + (b"x" if harm == "long" else b""))
    sheet._checked.clear()
    with pytest.raises(DamageError, match="newer" if harm == "version" else "damaged"), open_sheet(path):
        pass
