"""The page of names: rename one, merge several, take a fact back."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from clew.errors import UsageError
from clew_server.accounts.gate import MemberRequest
from clew_server.company import history
from clew_server.company.pages import back, page
from clew_server.lakes.handles import opened

__all__ = ["counted_names", "names"]

TAB = "company:names"
COLUMNS: dict[str, str | Promise] = {"touchpoint": gettext_lazy("Touchpoints"), "channel": gettext_lazy("Channels")}
MOST_NAMES = 500
KEPT = 32
_counted: OrderedDict[tuple[str, ...], list[dict[str, Any]]] = OrderedDict()
_lock = Lock()


def names(request: MemberRequest) -> HttpResponse:
    """Show the names of touchpoints or channels with their rows; rename, merge, undo a fact."""
    given = request.POST if request.method == "POST" else request.GET
    column = given.get("column", "touchpoint")
    if column not in COLUMNS:
        raise Http404
    if request.method != "POST":
        return _shown(request, column)
    if "fact" in request.POST:
        return _undone(request, column, request.POST["fact"])
    chosen, new = request.POST.getlist("name"), request.POST.get("new", "").strip()
    if not chosen or not new:
        said = gettext("Choose one name or several.") if not chosen else gettext("Say what they are to be called.")
        return _shown(request, column, chosen=chosen, new=new, error=said)
    try:
        edit = history.rename(request, column, chosen, new)
    except UsageError as error:
        return _shown(request, column, chosen=chosen, new=new, error=str(error))
    return back(request, TAB, edit, column=column)


def _undone(request: MemberRequest, column: str, fact_id: str) -> HttpResponse:
    known = {fact.id for fact in opened(request.workspace.id).store.renames()}
    if fact_id not in known:
        raise Http404
    try:
        history.undo_fact(request, fact_id)
    except UsageError as error:
        return _shown(request, column, error=str(error))
    return back(request, TAB, None, column=column)


def _shown(
    request: MemberRequest, column: str, *, chosen: list[str] | None = None, new: str = "", error: str = ""
) -> HttpResponse:
    store = opened(request.workspace.id).store
    rows = _rows(request, column)
    facts = [fact for fact in reversed(store.renames()) if fact.column == column]
    context = {
        "columns": [(name, label, name == column) for name, label in COLUMNS.items()],
        "column": column,
        "rows": rows[:MOST_NAMES],
        "left_out": max(len(rows) - MOST_NAMES, 0),
        "facts": facts,
        "chosen": chosen or [],
        "new": new,
        "error": error,
    }
    return page(request, "company/names.html", context, tab=TAB, name=column, wrong=bool(error))


def _rows(request: MemberRequest, column: str) -> list[dict[str, Any]]:
    """Return the names as they are shown now, each with its rows and the names the data have for it."""
    found: dict[str, dict[str, Any]] = {}
    for row in counted_names(request, column):
        one = found.setdefault(row["shown_as"], {"name": row["shown_as"], "rows": 0, "olds": []})
        one["rows"] += row["rows"]
        if row["name"] != row["shown_as"]:
            one["olds"].append(row["name"])
    return sorted(found.values(), key=lambda one: (-one["rows"], one["name"]))


def counted_names(request: MemberRequest, column: str) -> list[dict[str, Any]]:
    """Return what the library counts, kept while neither data nor settings change."""
    store = opened(request.workspace.id).store
    lake = store.snapshot()
    key = (str(request.workspace.id), column, str(lake.files_hash), str(lake.settings_version))
    with _lock:
        if key in _counted:
            return _counted[key]
    found = store.names(column)
    with _lock:
        _counted[key] = found
        while len(_counted) > KEPT:
            _counted.popitem(last=False)
    return found
