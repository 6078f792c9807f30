"""Records sent as such (feedback, tickets, calls, promises, a help desk's webhook): their fields by raw column."""

from __future__ import annotations

from typing import Any

import msgspec

from clew.importers.tracking.messages import OPEN_AGAIN, RECORDS, plain
from clew.importers.tracking.privacy import identifiers_of, without_persons
from clew.tables import TABLES

__all__ = ["Record", "record_of"]

Cells = dict[str, str | None]

#: Fields of a feedback record as Formbricks' Hub names them, by ours.
_HUB = {
    "user_id": "customer_id",
    "collected_at": "answered_at",
    "source_name": "instrument",
    "source_id": "instrument",
    "field_id": "question",
    "value_text": "verbatim",
    "value_id": "choice",
}
_HUB_METRICS = {"nps": "nps", "csat": "csat", "ces": "ces", "rating": "rating", "number": "rating",
                "categorical": "choice", "boolean": "choice", "text": "text"}  # fmt: skip
_HUB_OWN = {"tenant_id", "submission_id", "source_type", "field_type", "field_label", "field_group_id",
            "field_group_label", "value_number", "value_boolean", "value_date", "metadata"}  # fmt: skip
#: Raw columns that do not bear the canonical name: events use it otherwise.
_RENAMED = {
    ("tickets", "kind"): "ticket_kind",
    ("promises", "kind"): "promise_kind",
    ("promises", "due_at"): "promised_at",
    ("feedback", "kind"): "feedback_kind",
}
#: What each status of Zendesk's says of when a ticket was solved; "now": when it is told.
_ZENDESK_SOLVED = {"solved": "now", "closed": "now"} | dict.fromkeys(("new", "open", "pending", "hold"), OPEN_AGAIN)
_ZENDESK_KINDS = {"question": "question", "incident": "problem", "problem": "problem", "task": None}


class Record(msgspec.Struct):
    """One record: its cells by raw column, its other fields, what names a person, and what is wrong with it."""

    cells: Cells = {}
    rest: dict[str, Any] = {}
    persons: tuple[str | None, str | None, str | None] = (None, None, None)
    flaw: str = ""


def record_of(shape: str, said: Any) -> Record:
    """Return what one JSON object of a shape says."""
    if not isinstance(said, dict):
        return Record(flaw="is no JSON object")
    if shape == "zendesk":
        said = _zendesk(said)
    table = RECORDS[shape]
    known, rest = _parted(table, _from_hub(said) if shape == "feedback" else said)
    if table == "tickets":
        known |= {name: plain(rest.pop(name)) for name in ("change_what", "change_value") if name in rest}
    persons = identifiers_of(rest)
    for other in ("messageId", "id", "sentAt", "type"):
        rest.pop(other, None)
    if not known.get("customer_id") and plain(said.get("customerId")):
        known["customer_id"] = plain(said.get("customerId"))
    flaw = "" if table == "feedback" or known.get(_key(table)) else f"has no {_key(table)}"
    return Record({_RENAMED.get((table, name), name): text for name, text in known.items()},
                  without_persons(rest), persons, flaw)  # fmt: skip


def _parted(table: str, said: dict[str, Any]) -> tuple[Cells, dict[str, Any]]:
    """Return the fields that the table has, as text, and the others; ``properties`` adds to these."""
    columns = TABLES[table].mappable
    more = said.get("properties")
    known = {name: _text(said[name]) for name in columns if name in said and name != "properties"}
    rest = {name: value for name, value in said.items() if name not in columns}
    return known, rest | (more if isinstance(more, dict) else {})


def _key(table: str) -> str:
    return TABLES[table].key[0]


def _text(value: Any) -> str | None:
    return ("true" if value else "false") if isinstance(value, bool) else plain(value)


def _from_hub(said: dict[str, Any]) -> dict[str, Any]:
    """Return a feedback record by our names; one that has them already stays as it is."""
    if "submission_id" not in said and "field_id" not in said:
        return said
    found = {name: value for name, value in said.items() if name not in _HUB and name not in _HUB_OWN}
    for theirs, ours in _HUB.items():
        if said.get(theirs) is not None:
            found.setdefault(ours, said[theirs])
    kind = str(said.get("field_type", "")).lower()
    found.setdefault("metric", _HUB_METRICS.get(kind, "text"))
    if said.get("value_number") is not None:
        found.setdefault("rating", said["value_number"])
    if said.get("value_boolean") is not None:
        found.setdefault("choice", "yes" if said["value_boolean"] else "no")
    found.setdefault(
        "feedback_id", "|".join(filter(None, map(plain, (said.get("submission_id"), said.get("field_id")))))
    )
    metadata = said.get("metadata")
    return found | {"properties": {**(metadata if isinstance(metadata, dict) else {}),
                                   **({"label": said["field_label"]} if said.get("field_label") else {})}}  # fmt: skip


def _zendesk(said: dict[str, Any]) -> dict[str, Any]:
    """Return a ticket of Zendesk's webhook (its event or a trigger's ``ticket``) by our names."""
    ticket = next((said[name] for name in ("detail", "ticket") if isinstance(said.get(name), dict)), said)
    via = ticket.get("via")
    status = str(ticket.get("status") or "").lower()
    updated = ticket.get("updated_at") or said.get("time")
    found: dict[str, Any] = {
        "ticket_id": ticket.get("id"),
        "customer_id": ticket.get("requester_id"),
        "opened_at": ticket.get("created_at"),
        "channel": via.get("channel") if isinstance(via, dict) else ticket.get("via"),
        "kind": _ZENDESK_KINDS.get(str(ticket.get("type") or "").lower()),
        "priority": str(ticket["priority"]).lower() if ticket.get("priority") else None,
        "team": ticket.get("group_id"),
        "version_at": updated,
        "resolved_at": _ZENDESK_SOLVED.get(status),
    }
    if status:
        found |= {"change_what": "status", "change_value": status}
    return {name: value for name, value in found.items() if value is not None}
