"""The last events that came through the tracking API, to try touchpoint rules on."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from clew.importers.tracking import Told, events_of
from clew.store.delivery.deliveries import LONGEST
from clew.store.journal import Record
from clew.store.lake.lake import microseconds
from clew.store.loading.blocks import decode_block
from clew.store.loading.delivered.reading import records_of
from clew.store.loading.history import History
from clew.store.loading.records import ImportDone
from clew.store.loading.working import Working
from clew.store.mending.corrections import put_cells, read_cells
from clew.store.place import Place

__all__ = ["RECENT", "recent_events"]

#: So many events are looked at.
RECENT = 1_000
#: An import of messages lasts so long, in microseconds: of one that began earlier nothing is as new.
_LASTS = int(LONGEST * 1_000_000) * 2


def recent_events(place: Place, most: int = RECENT) -> list[Told]:
    """Return the newest events that were loaded, the newest first, as they stand in the tables now.

    Of a message that came more than once the first counts; messages that make no sense, and those that are no events
    (who somebody is, a ticket, an answer), are none.
    """
    history = History.read(Working(place.lake, place.lake.current()))
    found: list[tuple[int, Told]] = []
    for done in reversed([one for one in history.standing() if one.is_delivered]):
        if len(found) >= most and found[most - 1][0] > done.received_at + _LASTS:
            break
        found = _newest([*_events(place, history, done, most), *found], most)
    return [told for _, told in found]


def _events(place: Place, history: History, done: ImportDone, most: int) -> Iterator[tuple[int, Told]]:
    """Yield the last events of an import with the time each came, the newest first; rather too many than too few."""
    cells = read_cells(place, done.standing_mends) if done.standing_mends else {}
    rules, came = history.rules_of(done), 0
    tail: deque[Record] = deque(records_of(place, done, done.record + 1), maxlen=most)
    while tail and came < most:
        record = tail.pop()
        block = put_cells(decode_block(record.body or b""), cells.get(record.ref, {}))
        events = events_of(block.rows, rules)
        came += len(events)
        yield from ((microseconds(record.received_at), told) for told in reversed(events))


def _newest(found: list[tuple[int, Told]], most: int) -> list[tuple[int, Told]]:
    """Return the newest, each message once: as it came first."""
    first = {told.message_id: (at, told) for at, told in sorted(found, key=lambda one: one[0], reverse=True)}
    return sorted(first.values(), key=lambda one: one[0], reverse=True)[:most]
