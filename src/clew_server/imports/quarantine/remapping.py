"""The mapping of a finished import, corrected with the form of a new one; what would change is seen before."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from clew.errors import ClewError
from clew.importers import from_document, to_document, to_toml
from clew.importers.mapping import Problem
from clew.store import Workspace
from clew.tables import TABLES
from clew_server.accounts.gate import MemberRequest
from clew_server.imports.mapping.form import Posted, document_of
from clew_server.imports.mapping.looking import examples_of
from clew_server.imports.mapping.previewing import Look, document_of_toml, look_of
from clew_server.imports.mapping.shown import METRICS, PRIVACY, STATES, blocks_of
from clew_server.imports.quarantine.rows import JournalSource
from clew_server.imports.quarantine.views import of_a_file, read_again
from clew_server.lakes.handles import opened
from clew_server.web.timing import asking

__all__ = ["remapping"]

Document = dict[str, Any]
LONGEST = 200_000


def remapping(request: MemberRequest, import_id: str) -> HttpResponse:
    """Show the mapping of an import as a form or as text; a POST shows what would change, or has it read again."""
    found, store = of_a_file(request, import_id), opened(request.workspace.id).store
    source = JournalSource(store, import_id, found["sha256"])
    now = to_document(store.mapping(import_id))
    text = request.POST.get("toml", "")[:LONGEST].replace("\r\n", "\n")
    problems: tuple[Problem, ...] = ()
    draft: Document | None = now
    if "toml" in request.POST:
        draft, problems = document_of_toml(text, source.columns)
    elif request.method == "POST":
        draft = _posted(request.POST, now, source.columns)
    looks = draft is not None and (request.method == "POST" or request.GET.get("as") != "toml")
    with asking():
        look = _look(store, source, draft) if looks and draft is not None else Look()
        before = _look(store, source, now) if looks and request.method == "POST" else Look()
    is_changed = draft is not None and draft != now
    if request.POST.get("do") == "take" and is_changed and look.is_usable:
        return read_again(request, import_id, {"document": draft})
    shown = draft or now
    context = {
        "import": found, "is_read": True, "as_toml": "toml" in request.POST or request.GET.get("as") == "toml",
        "toml": text or to_toml(store.mapping(import_id)), "toml_problems": problems, "columns": source.columns,
        "draft": json.dumps(shown), "blocks": blocks_of(shown, _found(source), look.problems),
        "general": [one for one in look.problems if not one.key.startswith("table[")],
        "look": look, "is_changed": is_changed, "is_looked": request.method == "POST" and not problems,
        "change": _change(before, look) if look.is_usable else [],
        "tables": TABLES.values(), "metrics": METRICS, "privacy": PRIVACY, "states": STATES,
        "zone": store.settings.zone,
    }  # fmt: skip
    return render(request, "imports/remapping.html", context, status=422 if problems else 200)


def _posted(posted: Any, now: Document, columns: Sequence[str]) -> Document:
    """Return the draft as the form says it now; its beginning came along in the form, and is checked like any other."""
    document = document_of(_Form(posted), _begun(posted.get("draft", ""), now), columns)
    do, blocks = posted.get("do", ""), document["table"]
    if do == "add":
        blocks.append({"table": next((name for name in TABLES if name not in {b["table"] for b in blocks}), "events")})
    elif do.startswith("away:") and do[5:].isdecimal() and int(do[5:]) < len(blocks) and len(blocks) > 1:
        blocks.pop(int(do[5:]))
    return {**document, **({"private": now["private"]} if "private" in now else {})}


def _begun(text: str, now: Document) -> Document:
    """Return the draft that the form began with; the mapping itself where that cannot be one."""
    try:
        document = json.loads(text[:LONGEST])
        tables = [block["table"] for block in document["table"]]
        if not all(name in TABLES for name in tables):
            return now
        # a table that was just added maps nothing yet: the others have to hold
        from_document({**document, "table": [block for block in document["table"] if len(block) > 1]})
    except (ValueError, TypeError, KeyError, RecursionError, ClewError):
        return now
    return document  # type: ignore[no-any-return]


class _Form:
    """What was posted, without what may not be changed any more: privacy."""

    def __init__(self, posted: Posted) -> None:
        self._posted = posted

    def get(self, key: str, default: str, /) -> Any:
        return default if _is_privacy(key) else self._posted.get(key, default)

    def getlist(self, key: str, /) -> list[Any]:
        return [] if _is_privacy(key) else self._posted.getlist(key)

    def __contains__(self, name: object) -> bool:
        return not _is_privacy(str(name)) and name in self._posted


def _is_privacy(name: str) -> bool:
    return name[:1] == "p" and name[1:].isdecimal()


def _look(store: Workspace, source: JournalSource, document: Document) -> Look:
    look = look_of(store, source, source.without_privacy(document))
    if look.sample:
        look.sample["is_whole"] = source.is_whole  # the source ends early: its end is not the import's
    return look


def _found(source: JournalSource) -> Document:
    return {"columns": list(source.columns), "examples": examples_of(source)}


def _change(before: Look, after: Look) -> list[Document]:
    """Return rows taken and rejected, table by table, by the mapping of now and by the other one."""
    of = [{one["table"]: one for one in look.sample.get("tables", ())} for look in (before, after)]
    nothing = {"rows": 0, "rejected": 0}
    return [
        {
            "table": name,
            "taken_before": of[0].get(name, nothing)["rows"],
            "taken_after": of[1].get(name, nothing)["rows"],
            "rejected_before": of[0].get(name, nothing)["rejected"],
            "rejected_after": of[1].get(name, nothing)["rejected"],
        }
        for name in dict.fromkeys([*of[0], *of[1]])
    ]
