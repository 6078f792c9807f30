"""The power fails at every single call that changes the disk, in every way a disk may forget."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from clew.errors import DamageError
from clew.store import durable
from clew.store.journal import Journal, verify_journal

Clock = Callable[[], datetime]


class Life:
    """What a process does, and what it was told is safe."""

    def __init__(self, journal: Journal, now: Clock, rng: random.Random) -> None:
        self.journal, self.now, self.rng = journal, now, rng
        self.acknowledged: dict[bytes, bytes] = {}  # body -> all bodies of its group
        self.tried: list[list[bytes]] = []
        self.erased: set[bytes] = set()
        self.erasing: set[bytes] = set()

    def run(self) -> None:
        with self.journal.writer(now=self.now) as writer:
            for _ in range(3):
                self.commit(writer)
        dying = self.journal.writer(now=self.now)
        self.commit(dying)
        dying.append("api", b"never committed")
        dying._abandon()
        durable.append_durably(self.open_file(), b"CLWJ\1\0 a torn write")
        self.journal.recover(now=self.now)
        self.journal.request_roll()
        with self.journal.writer(now=self.now) as writer:
            self.commit(writer)
            self.erase(writer)
            self.commit(writer)

    def open_file(self) -> int:
        name = next(segment.name for segment in self.journal.segments() if not segment.is_sealed)
        return durable.open_existing(self.journal.folder / f"{name}.segment")

    def commit(self, writer) -> None:
        group = [self.rng.randbytes(self.rng.choice((1, 40, 700, 2000))) for _ in range(self.rng.randint(1, 4))]
        self.tried.append(group)
        for body in group:
            writer.append("api", body)
        writer.commit()
        self.acknowledged.update(dict.fromkeys(group, b""))

    def erase(self, writer) -> None:
        self.erasing = {self.tried[1][0]}
        self.journal.rewrite(
            self.journal.segments()[0].name, lambda r: None if r.body in self.erasing else r.body, writer
        )
        self.erased = self.erasing


def check(life: Life, image: Path, now: Clock) -> None:
    """Nothing acknowledged is lost, nothing is half visible, nothing looks damaged."""
    journal = Journal(image, "w1")
    assert verify_journal(image) == []
    journal.recover(now=now)
    assert verify_journal(image) == []
    assert all(segment.is_sealed for segment in journal.segments())
    records = [record for record in journal.read() if record.kind == "api"]
    bodies = {record.body for record in records}
    lost = life.acknowledged.keys() - bodies - life.erasing
    assert not lost, f"{len(lost)} acknowledged records lost"
    assert not life.erased & bodies, "an erased body is back"
    for group in life.tried:
        present = [body in bodies for body in group if body not in life.erasing]
        assert all(present) or not any(present), "half a group is visible"
    assert bodies - {None} <= {body for group in life.tried for body in group}, "something nobody wrote"


def live(folder: Path, now: Clock) -> Life:
    life = Life(Journal(folder, "w1"), now, random.Random(0))  # noqa: S311 - it must repeat
    try:
        life.run()
    except BaseException as error:
        if type(error).__name__ != "PowerCutError":
            raise
    return life


def cut_everywhere(tmp_path: Path, faulty_disk, now: Clock, images: int, left_out: str = "") -> int:
    """Cut the power before each call of a life, check several images each time; return how many were checked."""
    whole = faulty_disk()
    live(tmp_path / "whole", now)
    for cut in range(1, len(whole.calls) + 1):
        folder = tmp_path / f"cut{cut}"
        folder.mkdir()
        disk = faulty_disk()
        disk.cut_at, disk.left_out = cut, left_out
        life = live(folder, now)
        for seed in range(images):
            disk.image(folder, tmp_path / f"image{cut}-{seed}", random.Random(f"{cut} {seed}"))  # noqa: S311 - it must repeat
        faulty_disk.take_out()
        for seed in range(images):
            check(life, tmp_path / f"image{cut}-{seed}", now)
    return len(whole.calls) * images


def test_the_life_makes_every_kind_of_call(tmp_path, faulty_disk, now):
    disk = faulty_disk()
    live(tmp_path, now)
    made = {name for name, _ in disk.calls}
    assert made == {"create", "write", "sync_data", "truncate", "rename", "sync_folder", "set_read_only"}


def test_a_power_cut_at_any_call_loses_nothing_acknowledged(tmp_path, faulty_disk, now):
    assert cut_everywhere(tmp_path, faulty_disk, now, images=4) > 200


@pytest.mark.deep
def test_a_power_cut_at_any_call_in_a_hundred_images_each(tmp_path, faulty_disk, now):
    assert cut_everywhere(tmp_path, faulty_disk, now, images=100) > 5000


@pytest.mark.parametrize("left_out", ["sync_data", "sync_folder"])
def test_the_proof_goes_red_when_a_sync_is_left_out(tmp_path, faulty_disk, now, left_out):
    with pytest.raises((AssertionError, DamageError)):
        cut_everywhere(tmp_path, faulty_disk, now, images=4, left_out=left_out)
