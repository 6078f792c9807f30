"""Use up personal links of anonymous surveys, and ask which were used.

What is used stands in a file (:mod:`clew_server.surveys.used.sheet`) and not in the database: a row that is changed
says in its place, its log and its old versions when it was changed, and answers are written in the same moments. The
file is made of all participants once a distribution runs, and anew when somebody is not in it yet who uses a link.

There are two. ``unsettled/links`` has every use at once, and is in no copy that ``clew backup`` makes. ``links`` is
that file as it was when at least ten more had been used: so two copies differ by ten people, or by nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from clew.store import durable
from clew_server.lakes.handles import opened
from clew_server.surveys.models import Participant
from clew_server.surveys.used.sheet import flip, open_sheet, write_sheet

__all__ = ["ANSWERED", "FEWEST", "Link", "forget", "is_used", "prepare", "settle", "use", "used_of"]

#: States of participants that say that they answered: of anonymous surveys kept by earlier versions alone.
ANSWERED = ("started", "finished")
#: So many more were used before the copy that backups have is made anew.
FEWEST = 10


class Link(NamedTuple):
    """A participant's link to an anonymous survey."""

    workspace_id: UUID
    distribution_id: UUID
    participant_id: UUID


def use(links: Iterable[Link], now: datetime) -> set[Link]:
    """Return which of the links were not used before; all are used now, on the disk."""
    by_way: dict[tuple[UUID, UUID], set[UUID]] = {}
    for link in links:
        by_way.setdefault((link.workspace_id, link.distribution_id), set()).add(link.participant_id)
    return {Link(*way, one) for way, whose in by_way.items() for one in _use_all(*way, whose, now)}


def is_used(link: Link) -> bool:
    """Return whether a link was used, as far as the files know."""
    for path in _paths(link.workspace_id, link.distribution_id):
        try:
            with open_sheet(path) as sheet:
                return sheet.is_used(link.participant_id)
        except FileNotFoundError:
            continue
    return False


def used_of(workspace_id: UUID, distribution_id: UUID) -> frozenset[UUID]:
    """Return whose links of a distribution were used; none of a survey that is not anonymous."""
    for path in _paths(workspace_id, distribution_id):
        try:
            with open_sheet(path) as sheet:
                return frozenset(sheet.used())
        except FileNotFoundError:
            continue
    return frozenset()


def prepare(workspace_id: UUID, distribution_id: UUID) -> bool:
    """Return whether the file of a distribution was missing; then it is made, so that uses need no database."""
    live, _ = _paths(workspace_id, distribution_id)
    if live.exists():
        return False
    with _locked(workspace_id):
        if not live.exists():
            _make(workspace_id, distribution_id)
    return True


def settle(workspace_id: UUID, distribution_id: UUID) -> bool:
    """Return whether enough links were used since for a new copy; then it is made."""
    live, settled = _paths(workspace_id, distribution_id)
    with _locked(workspace_id):
        if not live.exists() or len(_used(live) - _used(settled)) < FEWEST:
            return False
        durable.make_folder(settled.parent)
        durable.write_durably(settled, live.read_bytes())
    return True


def forget(workspace_id: UUID, participants: set[UUID]) -> int:
    """Return from how many files these participants were taken out."""
    changed = 0
    with _locked(workspace_id):
        for path in files(workspace_id):
            with open_sheet(path) as sheet:
                if all(sheet.place(one) is None for one in participants):
                    continue
                states = {one: sheet.is_used(one) for one in sheet.ids() if one not in participants}
            write_sheet(path, states)
            changed += 1
    return changed


def files(workspace_id: UUID) -> list[Path]:
    """Return all files of a workspace."""
    folder = opened(workspace_id).store.place.folder
    found = [*folder.glob("unsettled/links/*"), *folder.glob("links/*")]
    return sorted(path for path in found if len(path.name) == len(UUID(int=0).hex))


def _use_all(workspace_id: UUID, distribution_id: UUID, whose: set[UUID], now: datetime) -> set[UUID]:
    live, _ = _paths(workspace_id, distribution_id)
    with _locked(workspace_id):
        if not _has_all(live, whose):
            _make(workspace_id, distribution_id)
        return flip(live, whose, now)


def _has_all(path: Path, whose: set[UUID]) -> bool:
    try:
        with open_sheet(path) as sheet:
            return all(sheet.place(one) is not None for one in whose)
    except FileNotFoundError:
        return False


def _make(workspace_id: UUID, distribution_id: UUID) -> None:
    """Make the file of everybody there is now; what was used stays used."""
    live, settled = _paths(workspace_id, distribution_id)
    used = _used(live) | _used(settled)
    people = Participant.objects.filter(distribution_id=distribution_id).values_list("id", "state")
    write_sheet(live, {one: one in used or state in ANSWERED for one, state in people.iterator()})


def _used(path: Path) -> set[UUID]:
    try:
        with open_sheet(path) as sheet:
            return set(sheet.used())
    except FileNotFoundError:
        return set()


def _paths(workspace_id: UUID, distribution_id: UUID) -> tuple[Path, Path]:
    folder = opened(workspace_id).store.place.folder
    return folder / "unsettled" / "links" / distribution_id.hex, folder / "links" / distribution_id.hex


@contextmanager
def _locked(workspace_id: UUID) -> Iterator[None]:
    """Hold the lock of a workspace's files: jobs of other processes put whole files in place."""
    folder = opened(workspace_id).store.place.folder / "unsettled"
    durable.make_folder(folder)
    with durable.hold_lock(folder / "lock"):
        yield
