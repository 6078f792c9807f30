"""The page of one upload: what it is, the mapping as a form or as TOML, the first rows as they will be, import."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from clew.errors import ClewError
from clew.importers import from_document, to_toml
from clew.importers.mapping import Problem
from clew.tables import TABLES
from clew_server.accounts.gate import MemberRequest
from clew_server.imports.mapping.form import document_of
from clew_server.imports.mapping.looking import source_of
from clew_server.imports.mapping.previewing import Look, checked, document_of_toml, look_of
from clew_server.imports.mapping.shown import METRICS, PRIVACY, STATES, blocks_of
from clew_server.imports.models import IMPORTED, IMPORTING, READY, Upload
from clew_server.imports.results.progress import doing_of, job_of, start
from clew_server.imports.uploads.receiving import upload_of
from clew_server.jobs.services import stop
from clew_server.lakes.handles import opened
from clew_server.web.timing import asking

__all__ = ["run", "stop_import", "toml", "upload"]

LONGEST_TOML = 200_000


def upload(request: MemberRequest, upload_id: UUID) -> HttpResponse:
    """Show an upload as far as it is; a POST keeps what the form says now and shows the page again."""
    found = _mine(request, upload_id)
    if request.method == "POST":
        if found.state != READY:
            return redirect("imports:upload", request.workspace.id, found.id)
        _keep(request, found)
        return redirect("imports:upload", request.workspace.id, found.id)
    if found.state == IMPORTED and found.import_id:
        return redirect("imports:result", request.workspace.id, found.import_id)
    return _shown(request, found)


def run(request: MemberRequest, upload_id: UUID) -> HttpResponse:
    """Keep what the form says and import by it."""
    found = _mine(request, upload_id)
    if found.state == READY:
        if "b0.table" in request.POST:
            _keep(request, found)
        _, problems = checked(found.draft, found.found["columns"])
        if problems:
            messages.error(request, gettext("The mapping cannot be used yet; what is wrong stands beside it."))
        else:
            start(found, request.user.id)
    return redirect("imports:upload", request.workspace.id, found.id)


def stop_import(request: MemberRequest, upload_id: UUID) -> HttpResponse:
    """Stop the import, as long as nothing of it stands in the tables."""
    found = _mine(request, upload_id)
    job = job_of(found)
    if found.state == IMPORTING and job is not None:
        stop(job.id, request.workspace.id)
        job.refresh_from_db()
        if job.is_over:
            Upload.objects.filter(id=found.id, state=IMPORTING).update(state=READY)
    return redirect("imports:upload", request.workspace.id, found.id)


def toml(request: MemberRequest, upload_id: UUID) -> HttpResponse:
    """Take the mapping as TOML; text that cannot be used is kept as it was typed, with what is wrong."""
    found = _mine(request, upload_id)
    if found.state == READY:
        text = request.POST.get("toml", "")[:LONGEST_TOML].replace("\r\n", "\n")
        document, _ = document_of_toml(text, found.found["columns"])
        if document is None:
            found.draft_text = text
        else:
            found.draft, found.draft_text = document, ""
        found.changed_at = timezone.now()
        found.save(update_fields=["draft", "draft_text", "changed_at"])
    address = redirect("imports:upload", request.workspace.id, found.id)
    address["Location"] += "?as=toml"
    return address


def _keep(request: MemberRequest, found: Upload) -> None:
    """Keep the draft as the form says it."""
    do, drafts = request.POST.get("do", ""), found.found.get("drafts", {})
    if do.startswith("take:") and do[5:] in drafts:
        found.draft, found.found = drafts[do[5:]], {**found.found, "taken": do[5:]}
    else:
        found.draft = document_of(request.POST, found.draft, found.found["columns"])
    blocks = found.draft.get("table", [])
    if do == "add":
        blocks.append({"table": next((name for name in TABLES if name not in {b["table"] for b in blocks}), "events")})
    elif do.startswith("away:") and do[5:].isdecimal() and int(do[5:]) < len(blocks) and len(blocks) > 1:
        blocks.pop(int(do[5:]))
    found.draft_text, found.changed_at = "", timezone.now()
    found.save(update_fields=["draft", "draft_text", "found", "changed_at"])


def _shown(request: MemberRequest, found: Upload) -> HttpResponse:
    job, zone = job_of(found), opened(request.workspace.id).store.settings.zone
    context: dict[str, Any] = {"upload": found, "job": job, "doing": doing_of(job) if job else "", "zone": zone}
    if found.state != READY:
        return render(request, "imports/upload.html", context)
    look = _look(found)
    problems: tuple[Problem, ...] = ()
    if found.draft_text:
        problems = document_of_toml(found.draft_text, found.found["columns"])[1]
    context |= {
        "as_toml": request.GET.get("as") == "toml",
        "look": look,
        "blocks": blocks_of(found.draft, found.found, look.problems),
        "general": [one for one in look.problems if not one.key.startswith("table[")],
        "toml": found.draft_text or _toml(found.draft),
        "toml_problems": problems,
        "tables": TABLES.values(),
        "metrics": METRICS,
        "privacy": PRIVACY,
        "states": STATES,
        "drift": found.found.get("drift"),
        "other_drafts": [name for name in found.found.get("drafts", {}) if name != found.found.get("taken")],
    }
    return render(request, "imports/upload.html", context)


def _look(found: Upload) -> Look:
    try:
        with asking(), source_of(found) as source:
            return look_of(opened(found.workspace_id).store, source, found.draft)
    except ClewError as error:
        return Look((Problem("", said_of(found, error)),))


def said_of(found: Upload, error: Exception) -> str:
    """Return what went wrong with the file called as people call it."""
    return str(error).replace(str(found.id), found.filename)


def _toml(document: dict[str, Any]) -> str:
    try:
        return to_toml(from_document(document))
    except ClewError:
        return ""


def _mine(request: MemberRequest, upload_id: UUID) -> Upload:
    found = upload_of(request.workspace, upload_id)
    if found is None:
        raise Http404
    return found
