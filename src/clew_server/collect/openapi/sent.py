"""What programs send to the tracking API, as schemas: what fits them makes sense, and more is taken than fits."""

from __future__ import annotations

from typing import Any

from clew.importers.tracking.messages import RECORDS, TYPES
from clew.tables import TABLES
from clew.tables.columns import Column

__all__ = ["SENT", "schema_of"]

Document = dict[str, Any]

_NAMED: Document = {"type": "string", "minLength": 1, "pattern": "[A-Za-z0-9]"}
_ID: Document = {"anyOf": [_NAMED, {"type": "integer"}]}
_TIME: Document = {"type": "string", "format": "date-time"}
_OBJECT: Document = {"type": "object"}
_FIELDS: dict[str, tuple[Document, str]] = {
    "messageId": ({"type": "string"}, "tells a retry from something new: the same id is counted once, at any age"),
    "userId": (_ID, "whose message it is"),
    "anonymousId": (_ID, "whose it is while nobody knows them"),
    "timestamp": (_TIME, "when it happened; without it, when it came"),
    "originalTimestamp": (_TIME, "the same, as some clients name it"),
    "sentAt": (_TIME, "when it was sent, by the sender's clock: sets a clock right that is wrong"),
    "properties": (_OBJECT, "what else is known of what happened"),
    "traits": (_OBJECT, "what is known of the customer or account"),
    "context": (_OBJECT, "where: page, campaign, device, app"),
    "writeKey": ({"type": "string"}, "the key, where no header names one"),
}
#: Fields of single types of messages, and whether they are needed.
_OWN: dict[str, dict[str, tuple[Document, str, bool]]] = {
    "identify": {"undone": ({"type": "boolean"}, "takes back that two ids are one customer", False)},
    "track": {"event": (_NAMED, "what happened", True)},
    "page": {"name": ({"type": "string"}, "the page", False), "category": ({"type": "string"}, "its kind", False)},
    "screen": {"name": ({"type": "string"}, "the screen", False), "category": ({"type": "string"}, "its kind", False)},
    "group": {"groupId": (_ID, "the account", True)},
    "alias": {
        "previousId": (_ID, "the other id of the customer", True),
        "undone": ({"type": "boolean"}, "takes back that they are one", False),
    },
}
_COLUMNS: dict[str, Document] = {
    "text": {"type": "string"},
    "int": {"type": "integer", "minimum": 0, "maximum": 2**31},
    "number": {"type": "number"},
    "money": {"type": "number"},
    "flag": {"type": "boolean"},
    "time": _TIME,
    "json": _OBJECT,
}
_ZENDESK_TICKET: Document = {
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": _ID, "requester_id": _ID, "group_id": _ID, "created_at": _TIME, "updated_at": _TIME,
        "status": {"enum": ["new", "open", "pending", "hold", "solved", "closed"]},
        "type": {"enum": ["question", "incident", "problem", "task"]}, "priority": {"type": "string"},
    },
}  # fmt: skip


def schema_of(shape: str) -> Document:
    """Return what a body of ``shape`` is, by reference.

    >>> schema_of("track")
    {'$ref': '#/components/schemas/Track'}
    """
    if shape not in RECORDS or shape == "zendesk":
        return _ref(shape)
    several = {"type": "array", "items": _ref(shape)}
    within = {"type": "object", "required": ["records"], "properties": {"records": several}}
    return {"anyOf": [_ref(shape), several, within]}


def _ref(name: str) -> Document:
    return {"$ref": f"#/components/schemas/{name.capitalize()}"}


def _message(kind: str) -> Document:
    own = _OWN[kind]
    fields = {name: schema | {"description": about} for name, (schema, about) in _FIELDS.items()}
    fields |= {name: schema | {"description": about} for name, (schema, about, _) in own.items()}
    found = {"type": "object", "properties": fields, "anyOf": [{"required": [n]} for n in ("userId", "anonymousId")]}
    needed = [name for name, (_, _, is_needed) in own.items() if is_needed]
    return found | ({"required": needed} if needed else {})


def _batch() -> Document:
    types = [
        {"allOf": [_ref(kind), {"type": "object", "required": ["type"], "properties": {"type": {"const": kind}}}]}
        for kind in TYPES
    ]
    about = {name: _FIELDS[name][0] | {"description": _FIELDS[name][1]} for name in ("sentAt", "writeKey")}
    batch = {"type": "array", "maxItems": 20_000, "items": {"oneOf": types}}
    return {"type": "object", "required": ["batch"], "properties": {"batch": batch, **about}}


def _record(shape: str) -> Document:
    table = TABLES[RECORDS[shape]]
    fields = {column.name: _field(column, column.name in table.key) for column in table.columns}
    found: Document = {
        "type": "object",
        "description": f"{table.row}; other fields are kept among the properties",
        "properties": {**fields, "records": False},  # what has a list of them is not one
    }
    return found | ({"required": list(table.key)} if shape != "feedback" else {})


def _field(column: Column, is_key: bool) -> Document:  # noqa: FBT001 - of one row
    schema = _ID if is_key else {"enum": list(column.choices)} if column.choices else _COLUMNS[column.type]
    return schema | {"description": f"{column.about} ({column.unit})" if column.unit else column.about}


_ONE_OF_ZENDESK: Document = {
    "type": "object",
    "description": "an event of Zendesk's, with the ticket under detail; or what a trigger sends, with it under ticket",
    "properties": {"detail": _ZENDESK_TICKET, "ticket": _ZENDESK_TICKET},
    "anyOf": [{"required": ["detail"]}, {"required": ["ticket"]}],
}
#: Everything that is sent, by name, as schemas.
SENT: dict[str, Document] = {
    **{kind.capitalize(): _message(kind) for kind in TYPES},
    "Batch": _batch(),
    **{shape.capitalize(): _record(shape) for shape in RECORDS if shape != "zendesk"},
    "Zendesk": _ONE_OF_ZENDESK,
}
