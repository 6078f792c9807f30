"""The gate between imports and erasures: what an import adds to the journal was checked against the current list.

An import holds the gate shared while it checks a block against the list and commits it; an erasure holds it alone
while it adds to the list and asks writers to roll. So a block is either committed before the roll, in a segment that
the erasure waits for and rewrites, or it was checked against the new list.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from clew.importers import Mapping
from clew.importers.tracking import is_folded
from clew.store.erasure.cleaning import clean_block, judge_block
from clew.store.erasure.erased import ERASED, read_erased
from clew.store.erasure.folded import clean_folded, judge_folded
from clew.store.erasure.keyed import Keyed
from clew.store.loading.blocks import Block
from clew.store.place import LOCKS_FOLDER, Place

__all__ = ["Admission", "closed_gate"]

GATE = "gate"


@dataclass
class Admission:
    """What one import may put into the journal."""

    place: Place
    mapping: Mapping
    sha256: str
    zone: str
    _stamp: tuple[int, ...] = ()
    _listed: Keyed | None = field(default=None)

    @contextmanager
    def of(self, block: Block) -> Iterator[Block]:
        """Give the block without the rows of erased people; commit it before the ``with`` block ends."""
        with _gate(self.place.folder, fcntl.LOCK_SH):
            yield self.cleaned(block)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the gate: no erasure adds to its list until what is checked meanwhile is committed."""
        with _gate(self.place.folder, fcntl.LOCK_SH):
            yield

    @property
    def has_list(self) -> bool:
        """Whether anybody was ever erased here."""
        return bool(self._current().hashes)

    def cleaned(self, block: Block) -> Block:
        """Return the block without the rows of erased people."""
        keyed = self._current()
        if not keyed.hashes:
            return block
        if is_folded(block.rows):
            return clean_folded(block, judge_folded(block, self.mapping, keyed, zone=self.zone), keyed)
        return clean_block(block, judge_block(block, self.mapping, keyed, sha256=self.sha256, zone=self.zone))

    def _current(self) -> Keyed:
        """Return the list as it stands; it is read again only when it has changed."""
        try:
            about = (self.place.folder / ERASED).stat()
            stamp: tuple[int, ...] = (about.st_ino, about.st_mtime_ns, about.st_size)
        except FileNotFoundError:
            stamp = ()
        if self._listed is None or stamp != self._stamp:
            self._listed, self._stamp = Keyed(self.place.secret, read_erased(self.place.folder)), stamp
        return self._listed


@contextmanager
def closed_gate(workspace: Path) -> Iterator[None]:
    """Hold the gate alone: no import is between its check and its commit."""
    with _gate(workspace, fcntl.LOCK_EX):
        yield


@contextmanager
def _gate(workspace: Path, how: int) -> Iterator[None]:
    path = workspace / LOCKS_FOLDER / GATE
    path.parent.mkdir(exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, how)
        yield
    finally:
        os.close(descriptor)
