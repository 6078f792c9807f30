"""Erasing: a person leaves the journal, the tables, the identifiers and the caches, or nothing is reported as done.

What is begun is written down first (``ERASING``, keyed hashes only) and every step may be done twice, so whoever opens
the workspace next finishes what a crash broke off.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from clew.errors import DamageError, DataError, UsageError
from clew.store import durable
from clew.store.erasure.erased import add_erased, read_erased
from clew.store.erasure.finding import BORN_OF_IMPORTS, Found, Reading, find_people
from clew.store.erasure.gate import closed_gate
from clew.store.erasure.keyed import PERSON, Keyed
from clew.store.erasure.known_as import known_as
from clew.store.journal import Record, SegmentWriter
from clew.store.journal.ledger import ledger_of
from clew.store.loading.blocks import decode_block, encode_block
from clew.store.loading.loader import load_news, rebuild_held
from clew.store.locks import Say, exclusive, is_free
from clew.store.place import CACHE_FOLDER, JOURNAL_FOLDER, LOCKS_FOLDER, Place

__all__ = ["ERASING", "ERASING_LOCK", "erase_customer", "erase_listed", "finish_erasure"]

#: The file that stands in the workspace's folder from the first step of an erasure to its last.
ERASING = "ERASING"
ERASING_LOCK = "erasing"
#: How long other writers are waited for, in seconds; each rolls its segment with the next block it writes.
PATIENCE = 60.0
#: How long somebody who only opens the workspace waits for them.
_SHORT_PATIENCE = 0.2
_ROUNDS = 5

Clock = Callable[[], datetime]


class _StillWritingError(DataError):
    """A process that was asked to roll its segment has not done so."""


@dataclass
class _Counts:
    """What an erasure did: raw rows and whole records removed from the journal, segments written anew."""

    rows: int = 0
    records: int = 0
    segments: list[str] = field(default_factory=list)


def erase_customer(
    place: Place, customer: str, now: Clock, *, patience: float = PATIENCE, say: Say | None = None
) -> dict[str, Any]:
    """Remove the person known as ``customer`` (an id, e-mail or phone) everywhere; return counts, never names.

    When this returns, no byte under the data folder holds them: journal, tables, identifiers, quarantine and caches
    are written anew, and the list of keyed hashes keeps later imports and restored backups from bringing them back.

    Raises:
        UsageError: nobody is known by that name, or several customers share it.
        DataError: another process keeps its segment open; the erasure is begun and will be finished.
    """
    with exclusive(place.folder / LOCKS_FOLDER / ERASING_LOCK, "erases", say):
        if (place.folder / ERASING).exists():
            _finish(place, now, patience, say)
        load_news(place, now, say=say)
        listed = Keyed(place.secret, read_erased(place.folder))
        reading = Reading.of(place, listed)
        person = known_as(place, place.lake.current(), customer, reading.mappings.values())
        reading.keyed = listed.with_keys(person.keys(listed))
        found = find_people(place, reading)
        if not found.touched and not listed.names(customer, PERSON):
            raise UsageError(f"Nobody is known here as '{customer.strip()}'.")
        _begin(place, reading.keyed.hashes | found.keys)
        counts = _finish(place, now, patience, say)
    return {"rows": counts.rows, "records": counts.records, "segments": len(counts.segments), "shared": person.shared}


def erase_listed(workspace: Path, *, now: Clock = lambda: datetime.now(UTC), patience: float = PATIENCE) -> int:
    """Erase everybody on the list of the workspace in the folder ``workspace``; return the raw rows removed.

    For a restored copy: people erased since it was taken are in it.
    """
    place = _place_of(workspace)
    with exclusive(workspace / LOCKS_FOLDER / ERASING_LOCK, "erases"):
        _begin(place, read_erased(workspace))
        return _finish(place, now, patience, None).rows


def finish_erasure(place: Place, now: Clock) -> None:
    """Finish an erasure that was broken off, unless a living process is at it or still holds what must be rewritten."""
    lock = place.folder / LOCKS_FOLDER / ERASING_LOCK
    if not (place.folder / ERASING).exists() or not is_free(lock):
        return
    with exclusive(lock, "erases"), suppress(_StillWritingError):
        if (place.folder / ERASING).exists():
            _publish(place, _begun(place)[1], now, _SHORT_PATIENCE)
            _finish(place, now, PATIENCE, None)


def _place_of(workspace: Path) -> Place:
    return Place(workspace, ledger_of(workspace / JOURNAL_FOLDER).workspace or workspace.name)


# the steps


def _begin(place: Place, hashes: Iterable[str]) -> None:
    """Write down what is begun; from here on it will be finished, whatever happens."""
    facts = {"erasure": uuid.uuid4().hex, "hashes": sorted(hashes)}
    durable.write_durably(place.folder / ERASING, json.dumps(facts).encode())


def _finish(place: Place, now: Clock, patience: float, say: Say | None) -> _Counts:
    erasure, hashes = _begun(place)
    _journal(place, now, {"erasure": erasure, "state": "begun", "hashes": sorted(hashes)})
    with place.loader_lock("erases", say):
        keyed = Keyed(place.secret, _publish(place, hashes, now, patience))
        found, reading = _find_all(place, keyed, now, patience)
        counts = _rewrite(place, reading, found, now)
        _replace_tables(place, now)
    _empty_caches(place)
    facts = {"rows": counts.rows, "records": counts.records, "segments": counts.segments}
    _journal(place, now, {"erasure": erasure, "state": "done", **facts})
    durable.remove(place.folder / ERASING)
    load_news(place, now, say=say)
    return counts


def _begun(place: Place) -> tuple[str, frozenset[str]]:
    path = place.folder / ERASING
    try:
        facts = json.loads(path.read_bytes())
        return str(facts["erasure"]), frozenset(facts["hashes"]) | read_erased(place.folder)
    except (ValueError, KeyError, TypeError):
        raise DamageError(f"{path} is damaged: it is not what was written.") from None


def _journal(place: Place, now: Clock, facts: dict[str, Any]) -> None:
    with place.journal.writer(now=now) as writer:
        writer.append("erasure", json.dumps(facts, sort_keys=True).encode())


def _publish(place: Place, hashes: Iterable[str], now: Clock, patience: float) -> frozenset[str]:
    """Put ``hashes`` on the list and wait until all that was written before is sealed; return the whole list."""
    with closed_gate(place.folder):
        merged = add_erased(place.folder, hashes)
        place.journal.request_roll()
    place.journal.recover(now=now)
    open_still = place.journal.wait_until_sealed(patience)
    if open_still:
        place.journal.recover(now=now)
        open_still = place.journal.wait_until_sealed(0)
    if open_still:
        raise _StillWritingError(
            f"The erasure is not finished: another process still writes to {', '.join(open_still)}."
            " It is finished when that process ends and the workspace is opened again, or erase is called again."
        )
    return merged


def _find_all(place: Place, keyed: Keyed, now: Clock, patience: float) -> tuple[Found, Reading]:
    """Find the listed people until no further order or ticket of theirs alone turns up."""
    for _ in range(_ROUNDS):
        reading = Reading.of(place, keyed)
        found = find_people(place, reading)
        growing = {info.name for info in place.journal.segments() if not info.is_sealed}
        if found.keys <= keyed.hashes and growing.isdisjoint(ref.segment for ref in found.touched):
            return found, reading
        keyed = keyed.with_keys(_publish(place, found.keys, now, patience))
    raise DataError("The erasure is not finished: imports keep bringing the person back; call erase again.")


def _rewrite(place: Place, reading: Reading, found: Found, now: Clock) -> _Counts:
    counts = _Counts()
    touched = {ref.segment for ref in found.touched}
    with place.journal.writer(now=now) as writer:
        for info in place.journal.segments():
            if info.name in touched and info.is_sealed:
                _rewrite_one(place, info.name, reading, found, writer, counts)
    return counts


def _rewrite_one(
    place: Place, segment: str, reading: Reading, found: Found, writer: SegmentWriter, counts: _Counts
) -> None:
    def keep(record: Record) -> bytes | None:
        if record.body is None or record.ref not in found.touched:
            return record.body
        if record.kind not in BORN_OF_IMPORTS:
            gone = reading.is_theirs(record)
            counts.records += gone
            return None if gone else record.body
        block = decode_block(record.body)
        judged = reading.judge(block, record.ref)
        counts.rows += int(judged.mine.sum())
        return record.body if judged.is_clean else encode_block(reading.clean(block, judged))

    if place.journal.rewrite(segment, keep, writer):
        counts.segments.append(segment)


def _replace_tables(place: Place, now: Clock) -> None:
    """Make the tables anew from what the journal holds now, and unlink all that left them, at once."""
    loaded = rebuild_held(place, now)
    gone = [retired.path for retired in loaded.manifest.retired]
    place.lake.sweep(place.lake.forget(loaded.manifest, gone, now()))


def _empty_caches(place: Place) -> None:
    """Remove kept answers, and copies of the workspace that a broken-off restore left in the data folder."""
    data, name = place.folder.parent, place.folder.name
    for folder in (data / CACHE_FOLDER / name, data / "restoring.tmp" / name, data / "replaced.tmp" / name):
        durable.remove_tree(folder)
