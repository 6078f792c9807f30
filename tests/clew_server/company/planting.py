"""Settings of a company with canaries: a segment, a change, an edit that could be undone."""

from __future__ import annotations

from clew.store.delivery import RULES
from clew_server.company.models import Edit


def plant(place):
    store, name = place.handle.store, place.canary("segment")
    store.keep("segment", name, {"conditions": [{"field": "country", "operator": "=", "value": "PL"}]})
    rule = {
        "by": "name",
        "pattern": place.canary("touchpoint rule"),
        "touchpoint": place.canary("touchpoint of a rule"),
    }
    store.keep(*RULES, {"rules": [rule]})
    change_id = place.workspace.id.hex[:8]
    change = {"begins": "2026-03-01", "kind": "release", "title": place.canary("change"), "note": place.canary("note")}
    store.keep("change", change_id, change)
    edit = Edit.objects.create(
        workspace=place.workspace, by=place.owner, kind="segment", name=name, label=place.canary("edit"), after={},
    )  # fmt: skip
    return {"edit_id": edit.id, "change_id": change_id}
