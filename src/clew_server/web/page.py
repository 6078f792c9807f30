"""What every template knows: where one is, who one is, what the side bar shows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

import clew
from clew_server.policy import may
from clew_server.web.looks import SHEETS, chosen_theme
from clew_server.web.navigation import sections_for

__all__ = ["page"]


def page(request: HttpRequest) -> dict[str, Any]:
    """Return what the frame shows: ``member``, ``workspace``, ``navigation``, ``others``, ``languages``, ``can``, ...

    ``theme`` is "light", "dark" or empty: then the system's is taken.
    """
    member = getattr(request, "member", None)
    common = {
        "languages": settings.LANGUAGES,
        "version": clew.__version__,
        "sheets": SHEETS,
        "theme": chosen_theme(request),
    }
    if member is None:
        return common
    match = request.resolver_match
    return {
        **common,
        "member": member,
        "workspace": member.workspace,
        "navigation": sections_for(member.role, member.workspace_id, match.view_name if match else ""),
        "others": [other for other in getattr(request, "memberships", ()) if other.workspace_id != member.workspace_id],
        "can": Can(member.role),
    }


class Can:
    """Answers ``{% if can.imports_undo %}`` in a template: ``can["imports:undo"]`` by role (POST counts too)."""

    def __init__(self, role: str) -> None:
        self._role = role

    def __getitem__(self, name: str) -> bool:
        room, _, route = name.partition("__")
        full = f"{room}:{route}"
        return may(self._role, full) or may(self._role, full, "POST")
