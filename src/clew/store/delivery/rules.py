"""A workspace's touchpoint rules: a document among its settings, and read anew over what came before if so wished."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from clew.errors import UsageError
from clew.importers.tracking import NO_RULES, Rules
from clew.store.loading.history import History
from clew.store.loading.records import ImportDone, MappingRecord, Remap
from clew.store.loading.system import COUNTS, MESSAGES
from clew.store.loading.working import Working
from clew.store.place import Place
from clew.store.settings import Settings

__all__ = ["RULES", "Older", "read_by_others", "read_rules", "replay_rules"]

#: Kind and name of the document.
RULES = ("touchpoints", "rules")


def read_rules(settings: Settings) -> Rules:
    """Return the touchpoint rules that a workspace's settings hold."""
    kind, name = RULES
    document = settings.documents.get(kind, {}).get(name)
    return NO_RULES if document is None else Rules.from_json(msgspec.json.encode(document))


@dataclass(frozen=True)
class Older:
    """What came and is read by other rules than those of now: so many imports, with so many messages."""

    imports: int
    messages: int


def read_by_others(place: Place) -> Older:
    """Return how much of what was loaded is read by other rules than those that the settings hold now."""
    working, _, digest = _now_read(place)
    older = _older(History.read(working), digest)
    counts = working.read(COUNTS)
    ids = pa.array([done.import_id for done in older], pa.string())
    mine = pc.and_(pc.equal(counts["table"], MESSAGES), pc.is_in(counts["import_id"], value_set=ids))
    return Older(len(older), pc.sum(counts.filter(mine)["rows"]).as_py() or 0)


def replay_rules(place: Place, now: Callable[[], datetime]) -> int:
    """Put into the journal that all that came through the tracking API is read by the rules of now.

    Return how many imports that concerns; the next loading reads them again.

    Raises:
        UsageError: nothing came that other rules were read by.
    """
    working, text, digest = _now_read(place)
    older = _older(History.read(working), digest)
    if not older:
        raise UsageError("All that came is read by these rules already.")
    with place.journal.writer(now=now) as writer:
        writer.append("touchpoint_rule", msgspec.json.encode(MappingRecord(digest, text)))
        for done in older:
            writer.append("remap", msgspec.json.encode(Remap(done.import_id, done.mapping, digest)))
        writer.commit()
    return len(older)


def _now_read(place: Place) -> tuple[Working, str, str]:
    """Return the tables of now, and the rules of their settings, as text and as its hash."""
    manifest = place.lake.current()
    text = read_rules(Settings.of(manifest.settings)).to_json()
    return Working(place.lake, manifest), text, hashlib.sha256(text.encode()).hexdigest()


def _older(history: History, digest: str) -> list[ImportDone]:
    return [done for done in history.standing() if done.is_delivered and done.rules != digest]
