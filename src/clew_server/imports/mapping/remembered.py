"""The page of remembered mappings: what is known of each header, forgetting one, and taking that back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from clew.errors import UsageError
from clew_server.accounts.gate import MemberRequest
from clew_server.imports.models import Upload
from clew_server.lakes.handles import opened
from clew_server.web.timing import asking

__all__ = ["forget", "mappings", "remember"]

#: Columns of a header that are named beneath a file; the others are counted.
NAMED = 6
#: What was just forgotten stands in the address, so that its undo is offered at the top.
JUST = "forgotten"


def mappings(request: MemberRequest) -> HttpResponse:
    """Show which headers are read by a remembered mapping, the last used first, and which were forgotten."""
    handle = opened(request.workspace.id)
    with asking():
        found = handle.store.mappings()
    uploads = Upload.objects.filter(workspace=request.workspace, import_id__in=[one["import_id"] for one in found])
    by_import = {one.import_id: one for one in uploads.select_related("by")}
    rows = [_told(one, by_import.get(one["import_id"])) for one in found]
    forgotten = [one for one in rows if one["forgotten_at"]]
    context = {
        "remembered": [one for one in rows if not one["forgotten_at"]],
        "forgotten": forgotten,
        "just": next((one for one in forgotten if one["header"] == request.GET.get(JUST)), None),
        "zone": handle.store.settings.zone,
    }
    return render(request, "imports/mappings.html", context)


def forget(request: MemberRequest, header: str) -> HttpResponse:
    """Forget how files with a header are read; the page then offers to undo it."""
    try:
        opened(request.workspace.id).store.forget_mapping(header)
    except UsageError as error:
        raise Http404 from error
    address = redirect("imports:mappings", request.workspace.id)
    address["Location"] += f"?{JUST}={header}"
    return address


def remember(request: MemberRequest, header: str) -> HttpResponse:
    """Take it back that a mapping was forgotten."""
    store = opened(request.workspace.id).store
    try:
        store.remember_mapping(header)
    except UsageError as error:
        raise Http404 from error
    messages.success(request, gettext("The mapping is remembered again."))
    return redirect("imports:mappings", request.workspace.id)


def _told(found: dict[str, Any], upload: Upload | None) -> dict[str, Any]:
    """A mapping with its times as times, its file without folders, and the upload that it last served for."""
    title = (upload.found.get("title") if upload else "") or found["preset"] or ""
    columns = found["columns"]
    return {
        **found,
        "name": found["file"].replace("\\", "/").rpartition("/")[2],
        "title": title,
        "named": ", ".join(columns[:NAMED]),
        "more": max(len(columns) - NAMED, 0),
        "all": ", ".join(columns),
        "used_at": datetime.fromisoformat(found["used_at"]),
        "forgotten_at": datetime.fromisoformat(found["forgotten_at"]) if found["forgotten_at"] else None,
        "upload": upload,
    }
