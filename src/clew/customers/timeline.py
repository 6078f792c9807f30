"""All that happened with one customer, from every table, the newest first, a page at a time."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import ibis
import msgspec

from clew.customers.finding import root_of
from clew.customers.header import Header, header_of
from clew.customers.rows import OfOne
from clew.errors import UsageError
from clew.questions.gathering.lake import Engine, Lake
from clew.questions.gathering.rows import instant

__all__ = ["Entry", "Timeline", "timeline"]

MOST_ENTRIES = 1000
#: The order of tables within one instant: a promise is made before what was bought is paid for.
TABLES_IN_ORDER = (
    *("feedback", "ticket_changes", "tickets", "calls", "events", "promises", "purchases", "subscriptions"),
)


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that happened at ``at`` (UTC): ``what`` happened to the row ``id`` of ``table``, and what stands there.

    ``what`` is an event's name, "answered" "abandoned" "waiting" of a call, the kind of feedback or purchase, "opened",
    a ticket's "status" "reply" ..., "made" "due" "kept" "withdrawn" of a promise, "started" "ended". ``kept`` is yes,
    no or not due. ``text`` is what was written, or what a ticket's status became.
    """

    at: datetime
    table: str
    id: str
    what: str
    text: str | None = None
    touchpoint: str | None = None
    channel: str | None = None
    topic: str | None = None
    metric: str | None = None
    rating: float | None = None
    scale_min: float | None = None
    scale_max: float | None = None
    program: str | None = None
    kept: str | None = None
    amount: str | None = None
    currency: str | None = None
    product: str | None = None
    team: str | None = None
    by: str | None = None
    ticket_id: str | None = None
    order_id: str | None = None
    journal_ref: str | None = None


class Timeline(msgspec.Struct, frozen=True, kw_only=True):
    """A page of one customer's entries, newest first; ``before`` asks for the next, "" where this is the last.

    ``header`` is there on the first page; both are empty for an id that nobody has.
    """

    customer_id: str
    header: Header | None
    entries: tuple[Entry, ...]
    before: str = ""


_Place = tuple[datetime, int, str]


def timeline(
    customer: str,
    lake: Lake,
    engine: Engine,
    limit: int = 100,
    before: str = "",
    *,
    tables: Sequence[str] = TABLES_IN_ORDER,
    as_of: datetime | None = None,
) -> Timeline:
    """Return at most ``limit`` entries of ``customer`` (any id of theirs) in one lake version, newest first.

    ``before`` is that of the page before; no entry is there twice or left out, also where many share an instant.
    ``as_of`` (UTC; by default the latest time in the lake) decides which promises are due. Rows without a time are
    only counted in the header. ``tables`` are those whose entries are wanted.
    """
    for name in tables:
        if name not in TABLES_IN_ORDER:
            raise UsageError.unknown("table", name, TABLES_IN_ORDER)
    if not 1 <= limit <= MOST_ENTRIES:
        raise UsageError(f"A page has 1 to {MOST_ENTRIES} entries, not {limit}.")
    place = _read_token(before) if before else None
    one = OfOne(root_of(customer, lake), lake, engine, as_of)
    found = sorted(
        (entry for entry in _entries(one, place, limit, tables) if place is None or _after(entry) > _turned(place)),
        key=_after,
    )
    shown = found[:limit]
    return Timeline(
        customer_id=one.customer,
        header=None if before else header_of(one),
        entries=tuple(entry for entry, _ in shown),
        before=_token(_place_of(shown[-1])) if len(found) > limit else "",
    )


_Keyed = tuple[Entry, str]


def _place_of(keyed: _Keyed) -> _Place:
    entry, key = keyed
    return entry.at, TABLES_IN_ORDER.index(entry.table), key


def _after(keyed: _Keyed) -> tuple[int, int, str]:
    return _turned(_place_of(keyed))


def _turned(place: _Place) -> tuple[int, int, str]:
    """Return a place such that later in the list is greater: the newest first, then by table, then by key."""
    at, rank, key = place
    return (_EPOCH - at) // timedelta(microseconds=1), rank, key


_EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001 - UTC without zone


def _entries(one: OfOne, place: _Place | None, limit: int, tables: Sequence[str]) -> Iterator[_Keyed]:
    for name, read in _SIMPLE.items():
        if name not in tables:
            continue
        for row in one.rows(name, lambda rows, name=name: _page(rows, name, place, limit)):  # type: ignore[misc]
            yield read(row)
    for name, read_all in _WHOLE.items():
        if name in tables:
            yield from read_all(one)


def _page(rows: Any, name: str, place: _Place | None, limit: int) -> Any:
    """Return the newest rows of a table that come after ``place``, one more than are shown."""
    at, key = rows[_TIMES[name][0]], rows[_TIMES[name][1]]
    if name == "feedback":
        at = ibis.coalesce(at, rows.asked_at)
    rows = rows.mutate(at=at).filter(at.notnull())
    if place is not None:
        rank, earlier, same = (
            TABLES_IN_ORDER.index(name),
            rows["at"] < instant(place[0]),
            rows["at"] == instant(place[0]),
        )
        if rank > place[1]:
            earlier |= same
        elif rank == place[1]:
            earlier |= same & (key > place[2])
        rows = rows.filter(earlier)
    return rows.order_by([rows["at"].desc(), key.asc()]).limit(limit + 1)


_TIMES = {
    "events": ("occurred_at", "event_id"),
    "calls": ("queued_at", "call_id"),
    "feedback": ("answered_at", "feedback_id"),
    "purchases": ("purchased_at", "purchase_id"),
}


def _event(row: dict[str, Any]) -> _Keyed:
    return _entry("events", row, row["event_id"], row["name"], row["at"]), row["event_id"]


def _call(row: dict[str, Any]) -> _Keyed:
    what = "answered" if row["answered_at"] else "abandoned" if row["abandoned_at"] else "waiting"
    return _entry("calls", row, row["call_id"], what, row["at"], topic=row["queue"]), row["call_id"]


def _feedback(row: dict[str, Any]) -> _Keyed:
    text = row["verbatim"] or row["choice"]
    return _entry("feedback", row, row["feedback_id"], row["kind"] or "survey", row["at"], text=text), row[
        "feedback_id"
    ]


def _purchase(row: dict[str, Any]) -> _Keyed:
    return _entry("purchases", row, row["purchase_id"], row["kind"] or "purchase", row["at"]), row["purchase_id"]


_SIMPLE: dict[str, Callable[[dict[str, Any]], _Keyed]] = {
    "feedback": _feedback, "calls": _call, "events": _event, "purchases": _purchase,
}  # fmt: skip


def _tickets(one: OfOne) -> Iterator[_Keyed]:
    for row in one.tickets:
        if row["opened_at"]:
            yield _entry("tickets", row, row["ticket_id"], "opened", row["opened_at"]), row["ticket_id"]


def _changes(one: OfOne) -> Iterator[_Keyed]:
    for number, row in enumerate(one.changes):
        entry = _entry("ticket_changes", row, row["ticket_id"], row["what"], row["changed_at"], text=row["value"])
        yield entry, f"{row['ticket_id']} {row['ordinal'] or 0:020} {row['what']} {number:09}"


def _promises(one: OfOne) -> Iterator[_Keyed]:
    for row in one.promises:
        for what in ("made", "due", "kept", "withdrawn"):
            if row[f"{what}_at"]:
                entry = _entry("promises", row, row["promise_id"], what, row[f"{what}_at"], topic=row["kind"])
                yield entry, f"{row['promise_id']} {what}"


def _subscriptions(one: OfOne) -> Iterator[_Keyed]:
    for row in one.subscriptions:
        said = {**row, "amount": row["monthly_amount"]}
        for what, text in (("started", None), ("ended", row["end_reason"])):
            if row[f"{what}_at"]:
                entry = _entry("subscriptions", said, row["subscription_id"], what, row[f"{what}_at"], text=text)
                yield entry, f"{row['subscription_id']} {what}"


_WHOLE: dict[str, Callable[[OfOne], Iterator[_Keyed]]] = {
    "tickets": _tickets, "ticket_changes": _changes, "promises": _promises, "subscriptions": _subscriptions,
}  # fmt: skip


def _entry(table: str, row: dict[str, Any], name: str, what: str, at: datetime, **said: Any) -> Entry:
    ref = row["journal_ref"]
    plain = {key: row[key] for key in _CARRIED if row.get(key) is not None}
    if row.get("amount") is not None:
        plain["amount"] = str(row["amount"])
    place = f"{ref['segment']}/{ref['record']}/{ref['row']}" if ref else None
    return Entry(table=table, id=name, what=what, at=at, journal_ref=place, **{**plain, **said})


_CARRIED = (
    *("touchpoint", "channel", "topic", "metric", "rating", "scale_min", "scale_max", "program", "currency", "product"),
    *("team", "by", "ticket_id", "order_id", "kept"),
)


def _token(place: _Place) -> str:
    at, rank, key = place
    return base64.urlsafe_b64encode(msgspec.json.encode([at.isoformat(), rank, key])).decode().rstrip("=")


def _read_token(token: str) -> _Place:
    try:
        said = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        at, rank, key = msgspec.json.decode(said, type=tuple[datetime, int, str])
    except (binascii.Error, ValueError, msgspec.MsgspecError) as error:
        raise UsageError("That is no place in a timeline: begin with the first page.") from error
    return at.replace(tzinfo=None), rank, key
