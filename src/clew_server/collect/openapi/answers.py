"""What the tracking API answers, as schemas: the statuses of each route, their codes, their headers."""

from __future__ import annotations

from typing import Any

__all__ = ["ANSWERS", "CODES", "refusals", "responses"]

Document = dict[str, Any]

#: The codes of a refusal by status, and when it is given.
CODES: dict[int, tuple[str, tuple[str, ...]]] = {
    400: ("not what it says, or not the shape at all", ("unparsable", "encoding", "cut_off")),
    401: ("no key, or one that opens nothing", ("no_valid_key",)),
    403: ("the key opens other routes", ("scope",)),
    405: ("the route takes other methods", ("method",)),
    408: ("the body came too slowly", ("too_slow",)),
    413: ("the body is too large", ("too_large",)),
    429: ("more than may be sent in a minute", ("too_many",)),
    503: ("a fault of ours, or not now: send it again", ("disk", "busy", "ending", "unavailable")),
}
_HEADERS = {401: "WWW-Authenticate", 405: "Allow", 429: "Retry-After", 503: "Retry-After"}
_TAKEN, _READ, _OPEN = (400, 401, 403, 408, 413, 429, 503), (401, 429, 503), (503,)

_COUNT: Document = {"type": "integer", "minimum": 0}
_VALUES: dict[str, Document] = {
    "WWW-Authenticate": {"type": "string"},
    "Allow": {"type": "string"},
    "Retry-After": {"type": "integer", "minimum": 1},
}


def _whole(**fields: Document) -> Document:
    return {"type": "object", "additionalProperties": False, "required": list(fields), "properties": fields}


_FLAW = _whole(index=_COUNT | {"description": "its place in the body, from 0"}, reason={"type": "string"})
_REPEATED = "names that the body says twice around its messages, the first of them: what is said last counts"
#: The answers by name, as schemas.
ANSWERS: dict[str, Document] = {
    "Acknowledged": {
        "type": "object",
        "additionalProperties": False,
        "required": ["success", "accepted", "quarantined"],
        "properties": {
            "success": {"const": True},
            "accepted": _COUNT | {"description": "messages on the disk that make sense as far as can be said at once"},
            "quarantined": _COUNT | {"description": "messages on the disk that make none: set aside, to be mended"},
            "withheld": _COUNT | {"description": "nothing is kept of them: they say that measuring was refused"},
            "flaws": {"type": "array", "items": _FLAW, "description": "the first of the quarantined, with the reason"},
            "repeated": {"type": "array", "items": {"type": "string"}, "description": _REPEATED},
        },
    },
    "Refused": _whole(
        success={"const": False},
        code={"type": "string", "enum": sorted({code for _, codes in CODES.values() for code in codes})},
        message={"type": "string", "description": "for people"},
    ),
    "Version": _whole(name={"const": "clew"}, version={"type": "string"}),
    "Openapi": {"type": "object", "required": ["openapi", "info", "paths"], "description": "this document"},
    "Key": _whole(workspace={"type": "string", "format": "uuid"}, scope={"type": "string"}),
}


def responses(name: str, *, takes: bool, is_open: bool) -> Document:
    """Return the responses of a route that answers ``name``, or a file where that is none of the answers."""
    statuses = _TAKEN if takes else _OPEN if is_open else _READ
    return {"200": _good(name), **{str(status): {"$ref": f"#/components/responses/{status}"} for status in statuses}}


def refusals() -> Document:
    """Return all refusals by status, as responses that routes refer to."""
    return {str(status): _refusal(status) for status in CODES}


def _good(name: str) -> Document:
    if name not in ANSWERS:
        return {"description": "the file", "content": {name: {"schema": {}}}}
    said = "it is on the disk" if name == "Acknowledged" else "what was asked for"
    return {"description": said, "content": _json(name)}


def _refusal(status: int) -> Document:
    when, codes = CODES[status]
    found: Document = {"description": f"{when} ({', '.join(codes)})", "content": _json("Refused")}
    if status in _HEADERS:
        header = _HEADERS[status]
        found["headers"] = {header: {"required": True, "schema": _VALUES[header]}}
    return found


def _json(name: str) -> Document:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
