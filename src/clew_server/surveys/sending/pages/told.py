"""Delivery statuses as a program sends them: a POST of JSON to the address of one way out, with a key for servers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from clew_server.accounts.limits import LIMITS, client_address, take
from clew_server.accounts.selectors import KnownKey, find_key
from clew_server.accounts.services import note_use
from clew_server.collect import budgets
from clew_server.collect.asked import asked
from clew_server.collect.replies import LATER, RefusedError, refused
from clew_server.surveys.models import Distribution
from clew_server.surveys.models.ways import EMAIL, EVENT, FILE, SMS
from clew_server.surveys.sending.statuses import take_said

__all__ = ["MOST", "statuses"]

#: So many statuses a request may bring.
MOST = 500
SCOPE = "server"


@csrf_exempt
def statuses(request: HttpRequest, way_id: UUID) -> JsonResponse:
    """Take what a sender says of the messages of a way out; say what was new, known and wrong.

    200 means that it is kept; the same again says nothing new. A fault of ours is 503: send it again.
    """
    try:
        return JsonResponse(_taken(request, way_id))
    except RefusedError as refusal:
        reply = refusal.reply
    except DatabaseError:
        reply = refused(503, "unavailable", "the fault is ours; send it again", LATER).reply
    headers = {name.decode(): value.decode() for name, value in reply.more}
    return JsonResponse(reply.document, status=reply.status, headers=headers)


def _taken(request: HttpRequest, way_id: UUID) -> dict[str, Any]:
    key = _key(request)
    kinds = (EMAIL, EVENT, SMS, FILE)
    way = Distribution.objects.select_related("survey").filter(
        id=way_id, kind__in=kinds, survey__workspace_id=key.workspace_id, survey__deleted_at=None
    )
    found = way.first()
    if found is None:
        raise refused(404, "no_way", "the key's workspace has no such way out")
    taken = take_said(found, _said(request.body))
    wrong = [{"place": place, "reason": reason} for place, reason in taken.wrong]
    return {"success": True, "new": taken.new, "known": taken.known, "wrong": wrong}


def _key(request: HttpRequest) -> KnownKey:
    """Return the key of who sends, within the limits that all processes share.

    Raises:
        RefusedError: there is none that opens this, or too many requests came.
    """
    address = client_address(request)
    token = asked({"headers": [(b"authorization", request.headers.get("Authorization", "").encode())]}).token
    key = find_key(token) if token else None
    if key is None:
        rule = LIMITS["unknown_key"]
        if not take(f"survey statuses:{address}", rule.per_address, rule.seconds):
            raise _too_many()
        raise refused(401, "no_valid_key", "a valid key is needed: Authorization: Basic base64(KEY:), or Bearer KEY")
    if key.scope != SCOPE:
        raise refused(403, "scope", f"this key has the scope {key.scope}; the route needs {SCOPE}")
    if not budgets.passes("api", "key", str(key.key_id)):
        raise _too_many()
    note_use(key)
    return key


def _too_many() -> RefusedError:
    return refused(429, "too_many", "too many requests: wait a minute, then send the rest again", 60)


def _said(body: bytes) -> list[Any]:
    """Return the statuses: a list, or an object with the list as ``statuses``."""
    try:
        said = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise refused(400, "no_json", "the body is no JSON in UTF-8") from None
    said = said.get("statuses") if isinstance(said, dict) else said
    if not isinstance(said, list):
        raise refused(400, "no_list", 'send a list of objects: [{"id": ..., "status": "delivered", "at": ...}]')
    if len(said) > MOST:
        raise refused(400, "too_long", f"send at most {MOST} statuses at a time")
    return said
