"""The list of imports, what became of one, its rejected rows, and taking it back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from clew.store.loading.records import DELIVERED
from clew_server.accounts.gate import MemberRequest
from clew_server.imports.models import IMPORTED, IMPORTING, Remap, Upload
from clew_server.imports.results.csv_text import csv_line
from clew_server.imports.results.progress import doing_of, job_of
from clew_server.imports.uploads.receiving import LARGEST
from clew_server.jobs.services import latest_of, queue
from clew_server.lakes.handles import opened
from clew_server.policy import FILE
from clew_server.web.timing import asking

__all__ = ["import_of", "imports", "progress", "rejected", "result", "undo"]

A_PAGE = 50
#: What went wrong is said so long.
SAID = timedelta(hours=1)
#: What the list shows: files, or what came through the tracking API, an import an hour.
FILES, MESSAGES = "files", "messages"
REJECTED = ("line", "table", "column", "reason", "value")


def imports(request: MemberRequest) -> HttpResponse:
    """Show all imports, the newest first, those of the command line too, and the files that wait.

    What came through the tracking API is a list of its own, or files would drown in it.
    """
    handle = opened(request.workspace.id)
    with asking():
        every = [_told(one) for one in reversed(handle.store.imports())]
    of = MESSAGES if request.GET.get("of") == MESSAGES else FILES
    sent = [one for one in every if one["is_delivered"]]
    done = sent if of == MESSAGES else [one for one in every if not one["is_delivered"]]
    number = _page(request)
    uploads = Upload.objects.filter(workspace=request.workspace).select_related("by")
    known = {one.import_id: one for one in uploads.filter(state=IMPORTED)}
    shown = done[A_PAGE * (number - 1) : A_PAGE * number]
    context = {
        "waiting": uploads.exclude(state=IMPORTED).order_by("-created_at"),
        "imports": [{**one, "upload": known.get(one["import_id"])} for one in shown],
        "of": of,
        "message_count": sum(one["rows"] for one in sent if not one["undone"]),
        "has_messages": bool(sent),
        "count": len(done),
        "page": number,
        "before": number - 1 if number > 1 else None,
        "after": number + 1 if len(done) > A_PAGE * number else None,
        "zone": handle.store.settings.zone,
        "largest": LARGEST,
        "largest_form": FILE,
    }
    return render(request, "imports/imports.html", context)


def import_of(request: MemberRequest, import_id: str) -> dict[str, Any]:
    """Return an import of the workspace; 404 where it has none of that id."""
    for one in opened(request.workspace.id).store.imports():
        if one["import_id"] == import_id:
            return _told(one)
    raise Http404


def result(request: MemberRequest, import_id: str) -> HttpResponse:
    """Show what became of one import."""
    handle = opened(request.workspace.id)
    with asking():
        found = import_of(request, import_id)
        reasons = [] if found["undone"] else [r for r in handle.store.quarantine() if r["import_id"] == import_id]
        joins = [] if found["undone"] else handle.store.join_rate(import_id)
    upload = Upload.objects.filter(workspace=request.workspace, import_id=import_id).select_related("by").first()
    jobs = [latest_of(name, request.workspace.id, import_id=import_id) for name in ("imports.undo", "imports.remap")]
    under_way = [one for one in jobs if one and not one.is_over]
    failed = [one for one in jobs if one and one.state == "failed" and one.created_at > timezone.now() - SAID]
    said = (upload.result or {}) if upload else {}
    context = {
        "import": found,
        "upload": upload,
        "reasons": reasons,
        "joins": joins,
        "tables": said.get("tables", []),
        "warnings": said.get("warnings", []),
        "job": under_way[0] if under_way else None,
        "failed": failed[0] if failed and not under_way and not found["undone"] else None,
        "remaps": Remap.objects.filter(workspace=request.workspace, import_id=import_id).order_by("-at")[:20],
        "mends": [] if found["undone"] else handle.store.mends(import_id)[-20:][::-1],
        "zone": handle.store.settings.zone,
    }
    return render(request, "imports/result.html", context)


def rejected(request: MemberRequest, import_id: str) -> HttpResponse | StreamingHttpResponse:
    """Return the rejected rows of an import as CSV that no spreadsheet takes for formulas."""
    found = import_of(request, import_id)
    rows = opened(request.workspace.id).store.rejections(import_id)

    def lines() -> Iterator[str]:
        yield "\ufeff" + csv_line(REJECTED)
        for row in rows:
            yield csv_line([row[name] for name in REJECTED])

    answer = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="rejected-{found["import_id"][:12]}.csv"'
    return answer


def undo(request: MemberRequest, import_id: str) -> HttpResponse:
    """Have a job take an import back."""
    found = import_of(request, import_id)
    if not found["undone"]:
        queue("imports.undo", request.workspace.id, unique=import_id, asked_by=request.user.id, import_id=import_id)
        messages.success(
            request,
            gettext(
                "%(file)s is being taken back, as if it had never been imported. To have it again, import it again."
            )
            % {"file": found["name"]},
        )
    return redirect("imports:result", request.workspace.id, import_id)


def progress(request: MemberRequest, upload_id: UUID) -> HttpResponse:
    """Return how far the job of an upload is: a part of its page that asks again until it is over."""
    upload = Upload.objects.filter(workspace=request.workspace, id=upload_id).first()
    if upload is None:
        raise Http404
    job = job_of(upload)
    if upload.state == IMPORTING and job is not None and job.state == "failed":
        Upload.objects.filter(id=upload.id, state=IMPORTING).update(
            state="ready", error=upload.error or gettext("The import could not be finished. Try again."),
            changed_at=timezone.now(),
        )  # fmt: skip
        upload.refresh_from_db()
    if job is None or job.is_over or upload.state not in {IMPORTING, "looking"}:
        answer = HttpResponse()
        answer["HX-Refresh"] = "true"
        return answer
    return render(request, "imports/parts/progress.html", {"upload": upload, "job": job, "doing": doing_of(job)})


def _told(found: dict[str, Any]) -> dict[str, Any]:
    """An import with its time as a time and its file without folders."""
    name = found["file"].replace("\\", "/").rpartition("/")[2]
    at = datetime.fromisoformat(found["imported_at"])
    return {**found, "name": name, "at": at, "is_delivered": found["format"] == DELIVERED}


def _page(request: MemberRequest) -> int:
    given = request.GET.get("page", "1")
    return max(int(given), 1) if given.isdecimal() and len(given) < 9 else 1  # noqa: PLR2004 - a page's number
