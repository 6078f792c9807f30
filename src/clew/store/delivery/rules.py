"""A workspace's touchpoint rules: a document among its settings, and read anew over what came before if so wished."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime

import msgspec

from clew.errors import UsageError
from clew.importers.tracking import NO_RULES, Rules
from clew.store.loading.history import History
from clew.store.loading.records import MappingRecord, Remap
from clew.store.loading.working import Working
from clew.store.place import Place
from clew.store.settings import Settings

__all__ = ["RULES", "read_rules", "replay_rules"]

#: Kind and name of the document.
RULES = ("touchpoints", "rules")


def read_rules(settings: Settings) -> Rules:
    """Return the touchpoint rules that a workspace's settings hold."""
    kind, name = RULES
    document = settings.documents.get(kind, {}).get(name)
    return NO_RULES if document is None else Rules.from_json(msgspec.json.encode(document))


def replay_rules(place: Place, now: Callable[[], datetime]) -> int:
    """Put into the journal that all that came through the tracking API is read by the rules of now.

    Return how many imports that concerns; the next loading reads them again.

    Raises:
        UsageError: nothing came that other rules were read by.
    """
    manifest = place.lake.current()
    history = History.read(Working(place.lake, manifest))
    text = read_rules(Settings.of(manifest.settings)).to_json()
    digest = hashlib.sha256(text.encode()).hexdigest()
    older = [done for done in history.standing() if done.is_delivered and done.rules != digest]
    if not older:
        raise UsageError("All that came is read by these rules already.")
    with place.journal.writer(now=now) as writer:
        writer.append("touchpoint_rule", msgspec.json.encode(MappingRecord(digest, text)))
        for done in older:
            writer.append("remap", msgspec.json.encode(Remap(done.import_id, done.mapping, digest)))
        writer.commit()
    return len(older)
