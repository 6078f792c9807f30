"""What people say of a finding: kept as a fact of the library, with what it was before, so that it can be undone."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, QueryDict

from clew.findings.said import Said, changed
from clew_server.insights.reading import Reading

__all__ = ["can_undo", "say", "take", "undo"]

_KEY = "pulse.said_before"
#: Texts people write of a finding are short: the longest owner and note.
LONGEST = {"owner": 100, "note": 1000, "mute_until": 10}


def say(request: HttpRequest, reading: Reading, identity: str, title: str, given: QueryDict) -> Said:
    """Keep what a form says of a finding: owner, note, known, mute_until; an empty field takes away.

    Raises:
        UsageError: the day is none.
    """
    news: dict[str, Any] = {name: given.get(name, "")[:longest] for name, longest in LONGEST.items()}
    return _keep(
        request, reading, identity, changed(_said(reading, identity), title, news | {"known": "known" in given})
    )


def take(request: HttpRequest, reading: Reading, identity: str, title: str, name: str) -> Said:
    """Make ``name`` the owner of a finding."""
    return _keep(request, reading, identity, changed(_said(reading, identity), title, {"owner": name}))


def undo(request: HttpRequest, reading: Reading, identity: str) -> bool:
    """Put back what was said before this reader's last word on a finding; return whether there was one."""
    before = request.session.get(_KEY, {})
    if _place(reading, identity) not in before:
        return False
    reading.handle.store.keep("finding", identity, before.pop(_place(reading, identity)))
    request.session[_KEY] = before
    return True


def can_undo(request: HttpRequest, reading: Reading) -> str:
    """Return the id of the finding whose last change this reader may undo; "" where there is none."""
    mine = f"{reading.workspace.id}:"
    places = [place for place in request.session.get(_KEY, {}) if place.startswith(mine)]
    return places[-1].removeprefix(mine) if places else ""


def _keep(request: HttpRequest, reading: Reading, identity: str, said: Said) -> Said:
    before = reading.settings.documents.get("finding", {}).get(identity)
    reading.handle.store.keep("finding", identity, said.to_document())
    request.session[_KEY] = {_place(reading, identity): before}  # one step back, the last one
    return said


def _said(reading: Reading, identity: str) -> Said:
    return Said.of(reading.settings.documents.get("finding", {}).get(identity))


def _place(reading: Reading, identity: str) -> str:
    return f"{reading.workspace.id}:{identity}"
