"""The audit of personal data: a line for each view, export and erasure, chained so that none can be taken out."""

from __future__ import annotations

import hashlib
import hmac

from django.db import transaction

from clew_server.accounts.models import User, Workspace
from clew_server.insights.customers.models import Seen
from clew_server.lakes.handles import opened

__all__ = ["ASKED_ERASE", "ASKED_EXPORT", "ERASED", "FETCHED", "VIEWED", "first_broken", "lines_of", "whom", "write"]

VIEWED, ASKED_EXPORT, FETCHED, ASKED_ERASE, ERASED = "viewed", "export asked", "fetched", "erasure asked", "erased"
SHOWN = 200


def whom(workspace: Workspace, customer: str) -> str:
    """Return the keyed hash that stands for a customer in the audit; without the workspace's secret it says nothing."""
    secret = opened(workspace.id).store.place.secret
    return hmac.digest(secret, f"audit\0{customer}".encode(errors="replace"), "sha256").hex()


@transaction.atomic
def write(workspace: Workspace, by: User | None, what: str, person: str) -> Seen:
    """Return the new line about ``person`` (a hash of :func:`whom`); one writer of a workspace at a time."""
    Workspace.objects.select_for_update().get(id=workspace.id)
    last = Seen.objects.filter(workspace=workspace).order_by("-id").first()
    line = Seen(workspace=workspace, by=by, who=str(by.pk) if by else "", what=what, whom=person)
    line.chain = _chained(last.chain if last else "", line)
    line.save()
    return line


def lines_of(workspace: Workspace, person: str = "") -> list[Seen]:
    """Return the newest lines of a workspace, or those about one person."""
    found = Seen.objects.select_related("by").filter(workspace=workspace)
    return list((found.filter(whom=person) if person else found).order_by("-id")[:SHOWN])


def first_broken(workspace: Workspace) -> Seen | None:
    """Return the first line that does not follow from the one before; None where the chain holds."""
    before = ""
    for line in Seen.objects.filter(workspace=workspace).order_by("id").iterator():
        if line.chain != _chained(before, line):
            return line
        before = line.chain
    return None


def _chained(before: str, line: Seen) -> str:
    told = "\0".join((before, str(line.workspace_id), line.at.isoformat(), line.who, line.what, line.whom))
    return hashlib.sha256(told.encode()).hexdigest()
