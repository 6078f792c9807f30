"""What a form was made of: who sends an old one is told what somebody else wrote meanwhile, and overwrites nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from clew.errors import UsageError
from clew_server.accounts.gate import MemberRequest
from clew_server.company.models import Edit

__all__ = ["FIELD", "ConflictError", "check_seen", "conflict_of", "seen_of"]

FIELD = "seen"


class ConflictError(UsageError):
    """Somebody changed it since the form was shown; ``edit`` is what they did, None where it was no page of these."""

    def __init__(self, edit: Edit | None) -> None:
        super().__init__("Somebody changed this meanwhile.")
        self.edit = edit


def seen_of(documents: Mapping[str, Any]) -> str:
    """Return the mark of what a form shows, by name; what is not there has none."""
    return json.dumps({name: _mark(document) for name, document in documents.items() if document is not None})


def check_seen(request: MemberRequest, kind: str, name: str, now: Any) -> None:
    """Raise :class:`ConflictError` where what stands there ``now`` is not what the form of the request was made of.

    A form without a mark overwrites nothing that it has shown, nor does one that writes what was not there: neither
    is checked. A mark that is none of ours is an old one.
    """
    if FIELD not in request.POST:
        return
    try:
        seen = json.loads(request.POST[FIELD])
    except ValueError:
        seen = None
    if not isinstance(seen, dict):
        seen = {} if now is None else {name: "old"}
    if seen.get(name) != (None if now is None else _mark(now)):
        raise conflict_of(request, kind, name)


def conflict_of(request: MemberRequest, kind: str, name: str) -> ConflictError:
    """Return the conflict with whoever changed a document last."""
    return ConflictError(_latest(request, kind, name))


def _latest(request: MemberRequest, kind: str, name: str) -> Edit | None:
    found = Edit.objects.select_related("by", "undone_by").filter(workspace=request.workspace, kind=kind, name=name)
    return found.order_by("-at").first()


def _mark(document: Any) -> str:
    text = json.dumps(document, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
