"""Messages into the raw rows that the mapping of the tracking protocol reads: one row a message, columns as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clew.importers.raw import LINE, ROW, raw_schema
from clew.importers.tracking.clock import tell_time
from clew.importers.tracking.commerce import meanings_of
from clew.importers.tracking.consent import consent_of
from clew.importers.tracking.messages import (
    LARGEST_EVENT,
    LARGEST_RECORD,
    PUBLIC,
    RECORDS,
    Message,
    contents,
    decode_all,
    flaw_of,
    plain,
    sender_id,
    too_large,
)
from clew.importers.tracking.privacy import identifiers_of, without_persons
from clew.importers.tracking.records import record_of
from clew.importers.tracking.rules import NO_RULES, Rules
from clew.importers.tracking.said_twice import repeated_in
from clew.importers.values.properties import as_json

__all__ = ["COLUMNS", "Unfolded", "all_cells", "folded_schema", "identities_of", "is_folded", "place_of", "unfold"]

#: Where a message is in a stored block, and in which column what else is known of it.
MESSAGE = "message"
_FOLDED = ("shape", "source", "sent_at", MESSAGE)
#: The raw columns, all text; where a name is a canonical one it means the same.
COLUMNS = (
    "kind", "message_id", "customer_id", "name", "occurred_at", "received_at", "ordinal", "session_id",
    "channel", "touchpoint", "device", "order_id", "product", "location", "journey_run_id", "properties", "version_at",
    "traits", "country", "account_id", "email", "phone", "person_name", "from_id", "to_id", "undone_at",
    "purchase_id", "purchase_kind", "amount", "currency", "purchase_product",
    "promise_id", "promise_kind", "made_at", "promised_at", "kept_at", "promised_value", "delivered_value",
    "withdrawn_at",
    "feedback_id", "feedback_kind", "respondent", "program", "instrument", "question", "metric", "scale_min",
    "scale_max", "rating", "choice", "verbatim", "language", "asked_at", "answered_at", "employee", "brand",
    "invitation_id", "weight", "complete", "answer_state",
    "ticket_id", "told_ticket", "ticket_touchpoint", "ticket_kind", "opened_at", "topic", "priority", "team",
    "replied_at", "resolved_at", "due_at", "changed_at", "change_what", "change_value",
    "call_id", "queued_at", "abandoned_at", "ended_at", "queue", "transfers", "bot_seconds",
)  # fmt: skip
_OTHER_TABLES = frozenset(COLUMNS)
_CHANNELS = {"mobile": "app", "web": "web"}
#: Properties with a column of their own.
_OF_PROPERTIES = {
    "order_id": "order_id", "orderId": "order_id", "location": "location", "store_id": "location",
    "journey_run_id": "journey_run_id", "ticket_id": "ticket_id", "ticketId": "ticket_id",
    "product": "product", "product_id": "product", "touchpoint": "said_touchpoint",
}  # fmt: skip

Cells = dict[str, Any]


@dataclass(frozen=True)
class Unfolded:
    """Raw rows of the messages that make sense, with their places in the block; and what is wrong with the others.

    ``ids`` and ``contents`` are of ``rows``; ``flaws`` gives, by place, why a message is set aside, ``ahead`` the
    places of those that are said to have happened more than a day after they were received, ``repeated``, by place,
    the names that a message says twice in one object, also one that makes no sense.
    """

    rows: pa.RecordBatch
    places: np.ndarray
    ids: list[str]
    contents: list[str]
    flaws: dict[int, str]
    ahead: list[int]
    repeated: dict[int, str]


def folded_schema() -> pa.Schema:
    """Return the schema of messages as the journal keeps them: shape, source, sent_at, message, ``_row``, ``_line``."""
    return raw_schema(_FOLDED)


def is_folded(rows: pa.RecordBatch) -> bool:
    """Return whether rows are messages that wait to be unfolded."""
    return tuple(rows.schema.names[: len(_FOLDED)]) == _FOLDED


def unfold(
    rows: pa.RecordBatch, received: Sequence[int], rules: Rules = NO_RULES, *, is_older: bool = False
) -> Unfolded:
    """Return the raw rows of messages; ``received`` says when each was received, in microseconds.

    Those of an older import (:func:`clew.importers.tracking.mapping.is_older`) may be as large as
    they might be then, and have the ids that they had.

    >>> said = '{"messageId": "m1", "userId": "u1", "event": "Order Completed", "properties": {"order_id": "o1"}}'
    >>> folded = pa.RecordBatch.from_pydict({"shape": ["track"], "source": ["k"], "sent_at": [None],
    ...     "message": [said], "_row": [0], "_line": [0]}, schema=folded_schema())
    >>> row = unfold(folded, [1_795_953_601_000_000]).rows.to_pylist()[0]
    >>> row["name"], row["customer_id"], row["purchase_id"], row["occurred_at"]
    ('Order Completed', 'u1', 'o1', '1795953601000000')
    """
    texts = [text or "" for text in rows.column(MESSAGE).to_pylist()]
    shapes, posted = rows.column("shape").to_pylist(), rows.column("sent_at").to_pylist()
    cells, flaws = all_cells(texts, shapes, rows.column("source").to_pylist(), is_older=is_older)
    good = [place for place in range(len(texts)) if place not in flaws]
    places = np.array(good, dtype=np.int64)
    kept = [cells[place] for place in good]
    at = pa.array([received[place] for place in good], pa.int64())
    sent = [kept[nth].pop("sent_at", None) or posted[place] for nth, place in enumerate(good)]
    told = tell_time(_column(kept, "occurred_at"), pa.array(sent, pa.string()), at)
    ids, hashes, repeated = identities_of(texts, good, kept, is_older=is_older)
    _place_in_journey(kept, rules)
    named = set[str]().union(*kept)
    nothing = pa.nulls(len(kept), pa.string())
    columns = {name: _column(kept, name) if name in named else nothing for name in COLUMNS}
    columns |= {"occurred_at": told.occurred, "received_at": at.cast(pa.string())}
    if told.said.null_count < len(kept):  # what the client's clock showed is kept where it was repaired
        columns["properties"] = as_json({"said_at": told.said}, columns["properties"])
    columns["message_id"] = pa.array(ids, pa.string())
    columns |= _times_now(columns, told.occurred)
    house = {name: rows.column(name).take(pa.array(places)) for name in (ROW, LINE)}
    batch = pa.RecordBatch.from_arrays([*columns.values(), *house.values()], schema=raw_schema(COLUMNS))
    ahead = [good[nth] for nth in np.flatnonzero(told.ahead)]
    repeated |= {place: names for place in flaws if (names := repeated_in(texts[place]))}
    return Unfolded(batch, places, ids, hashes, flaws, ahead, repeated)


def all_cells(
    texts: Sequence[str], shapes: Sequence[str], sources: Sequence[str | None], *, is_older: bool = False
) -> tuple[list[Cells], dict[int, str]]:
    """Return the cells of each text, and why some make no sense."""
    messages = decode_all(texts)
    cells: list[Cells] = []
    flaws: dict[int, str] = {}
    for place, (text, shape, source, message) in enumerate(zip(texts, shapes, sources, messages, strict=True)):
        if shape in RECORDS:
            found, flaw = _record(shape, text, "" if is_older else too_large(text, LARGEST_RECORD))
        else:
            kind = plain(message.type) if message is not None and shape == "batch" else shape
            flaw = flaw_of(message, kind, _too_long(text) if is_older else too_large(text, LARGEST_EVENT))
            is_public = source is not None and source.startswith(PUBLIC)
            found = {} if flaw or message is None else _message(str(kind), message, is_public=is_public)
        cells.append(found)
        if flaw:
            flaws[place] = flaw
    return cells, flaws


def _too_long(text: str) -> str:
    """Return what earlier versions said of a message of too many characters: what they took is in the tables."""
    return f"has more than {LARGEST_EVENT // 1024} KB" if len(text) > LARGEST_EVENT else ""


def _message(kind: str, message: Message, *, is_public: bool) -> Cells:
    """Return the cells of one message that makes sense."""
    context = _object(message.context)
    properties, traits = _object(message.properties), _object(message.traits) or _object(context.get("traits"))
    page, device = _object(context.get("page")), _object(context.get("device"))
    path = plain(page.get("path")) or plain(properties.get("path"))
    session = context.get("sessionId") or context.get("session_id") or properties.get("session_id")
    cells: Cells = {
        "kind": kind,
        "message_id": plain(message.messageId),
        "customer_id": sender_id(message),
        "occurred_at": plain(message.timestamp) or plain(message.originalTimestamp),
        "sent_at": plain(message.sentAt),
        "session_id": plain(session),
        "device": plain(device.get("type")) or plain(device.get("model")) if device else None,
        "channel": _CHANNELS.get(str(message.channel)) or _channel(kind, page),
        "path": path,
    }
    if traits and kind != "group":  # a group's e-mail is a firm's
        cells["email"], cells["phone"], cells["person_name"] = identifiers_of(traits)
    if kind == "track":
        cells["name"] = plain(message.event)
        cells |= meanings_of(cells["name"] or "", properties, cells["message_id"] or "", is_public=is_public)
    elif kind in {"page", "screen"}:
        cells["name"] = plain(message.name) or plain(properties.get("name")) or path or kind
    else:
        cells |= _about_people(kind, message, traits, context)
    if kind in {"track", "page", "screen"}:
        _describe(cells, properties, context)
    return cells


def _channel(kind: str, page: dict[str, Any]) -> str | None:
    return "app" if kind == "screen" else "web" if page or kind == "page" else None


def _about_people(kind: str, message: Message, traits: dict[str, Any], context: dict[str, Any]) -> Cells:
    """Return what identify, group and alias say of people: traits, and which two ids are one."""
    known, anonymous = plain(message.userId), plain(message.anonymousId)
    undone = "now" if message.undone is True else None
    if kind == "alias":
        return {"from_id": plain(message.previousId), "to_id": sender_id(message), "undone_at": undone}
    kept = without_persons(traits, traits=True)
    cells: Cells = {"traits": _json(kept)}
    address = _object(traits.get("address"))
    cells["country"] = plain(traits.get("country")) or plain(address.get("country"))
    if kind == "group":
        return cells | {"account_id": plain(message.groupId)}
    company = _object(traits.get("company"))
    cells["account_id"] = plain(traits.get("account_id")) or plain(company.get("id")) or plain(context.get("groupId"))
    if known and anonymous and known != anonymous:
        cells |= {"from_id": anonymous, "to_id": known, "undone_at": undone}
    return cells


def _describe(cells: Cells, properties: dict[str, Any], context: dict[str, Any]) -> None:
    """Add what an event says of itself: properties with columns of their own, and the others as JSON."""
    for name, column in _OF_PROPERTIES.items():
        if name in properties and not cells.get(column):
            cells[column] = plain(properties[name])
    kept = dict(without_persons(properties))
    for name, value in (("page_path", cells["path"]), ("locale", context.get("locale"))):
        if value and name not in kept and not (name == "page_path" and "path" in kept):
            kept[name] = value
    campaign = _object(context.get("campaign"))
    if campaign:
        kept |= {f"campaign_{name}": campaign[name] for name in ("name", "source", "medium") if name in campaign}
    consent = consent_of(context)
    for name, purposes in (("consent_given", consent.given), ("consent_refused", consent.refused)):
        if purposes:
            kept[name] = ", ".join(purposes)
    cells["properties"] = _json(kept)
    cells["all_properties"] = properties  # for the rules alone, gone afterwards


def _record(shape: str, text: str, large: str) -> tuple[Cells, str]:
    try:
        said = msgspec.json.decode(text)
    except (msgspec.MsgspecError, RecursionError):
        return {}, "is no JSON object"
    record = record_of(shape, said)
    cells = {name: value for name, value in record.cells.items() if name in _OTHER_TABLES}
    cells |= {"kind": shape, "properties": _json(record.rest)}
    if RECORDS[shape] == "tickets":
        cells |= {"told_ticket": cells.get("ticket_id"), "ticket_touchpoint": cells.get("touchpoint")}
    cells["email"], cells["phone"], cells["person_name"] = record.persons
    own = said if isinstance(said, dict) else {}
    cells["message_id"] = plain(own.get("messageId")) or (plain(own.get("id")) if shape == "zendesk" else None)
    cells["sent_at"] = plain(own.get("sentAt"))
    cells["occurred_at"] = cells.get("version_at") or cells.get("answered_at") or cells.get("made_at")
    return cells, large or record.flaw


def identities_of(
    texts: list[str], good: list[int], kept: list[Cells], *, is_older: bool = False
) -> tuple[list[str], list[str], dict[int, str]]:
    """Return each message's id, made of its content where it has none, the hash of its content, and names said twice.

    Names are by the place of the text. When it happened was no part of the ids that were made in older imports.
    """
    found, repeated = contents([texts[place] for place in good], [str(cells["kind"]) for cells in kept])
    ids = []
    for cells, (digest, made) in zip(kept, found, strict=True):
        ids.append(cells.get("message_id") or (f"content:{digest}" if is_older else made))
        for name in ("purchase_id", "promise_id", "feedback_id"):
            if name in cells and not cells[name]:
                cells[name] = ids[-1]
        if cells.get("kind") == "feedback" and not cells.get("feedback_id"):
            cells["feedback_id"] = ids[-1]
    return ids, [digest for digest, _ in found], {good[nth]: names for nth, names in repeated.items()}


def _place_in_journey(kept: list[Cells], rules: Rules) -> None:
    """Set touchpoint and channel: by the first rule that fits, else by what the message says of itself."""
    events = [cells for cells in kept if cells.get("name")]
    said: list[Any] = [cells.pop("all_properties", None) or {} for cells in events]
    found = rules.of([cells["name"] for cells in events], [cells.get("path") for cells in events], said)
    for cells, (touchpoint, channel) in zip(events, found, strict=True):
        cells["touchpoint"], cells["channel"] = place_of(cells, touchpoint, channel)
        cells["ticket_touchpoint"] = touchpoint or cells.get("said_touchpoint")  # that it was solved is no place


def place_of(cells: Cells, touchpoint: str, channel: str) -> tuple[str, str | None]:
    """Return touchpoint and channel of an event of which rules say these; what they do not say, it says itself."""
    return touchpoint or cells.get("said_touchpoint") or cells["name"], channel or cells.get("channel")


def _times_now(columns: dict[str, pa.Array], occurred: pa.Array) -> dict[str, pa.Array]:
    """Return the times that are when the message happened, where it says that they are."""

    # an order that is promised something was promised it then; an answer was given, a ticket changed, as it was told
    def where(name: str, otherwise: str) -> pa.Array:
        return pc.coalesce(columns[otherwise], pc.if_else(pc.is_valid(columns[name]), occurred, None))

    return {
        "made_at": where("promised_at", "made_at"),
        "answered_at": where("feedback_id", "answered_at"),
        "changed_at": where("change_what", "changed_at"),
        "opened_at": pc.if_else(pc.equal(columns["opened_at"], "now"), occurred, columns["opened_at"]),
        "replied_at": pc.if_else(pc.equal(columns["replied_at"], "now"), occurred, columns["replied_at"]),
        "resolved_at": pc.if_else(pc.equal(columns["resolved_at"], "now"), occurred, columns["resolved_at"]),
        "undone_at": pc.if_else(pc.equal(columns["undone_at"], "now"), occurred, columns["undone_at"]),
        "version_at": pc.coalesce(columns["version_at"], occurred),
    }


def _column(kept: list[Cells], name: str) -> pa.Array:
    return pa.array([cells.get(name) for cells in kept], pa.string())


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _json(said: dict[str, Any]) -> str | None:
    return msgspec.json.encode(said).decode() if said else None
