"""Taking verbatims away as a file: a choice of form, without personal data unless it is asked for."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils import translation

from clew.errors import ClewError
from clew_server.accounts.gate import MemberRequest
from clew_server.insights.feedback import exporting
from clew_server.insights.feedback.models import Export
from clew_server.insights.feedback.wanted import read, wanted_of
from clew_server.insights.prepared import find_prepared
from clew_server.insights.reading import Reading
from clew_server.jobs.services import queue
from clew_server.web.timing import asking

__all__ = ["export", "file"]

#: More verbatims than these are written by a job.
AT_ONCE = 5000
LONGEST = 10_000
NAME = "feedback"


def export(request: MemberRequest) -> HttpResponse:
    """Show what would be taken away and in which forms; posted, return the file, or the job that writes it."""
    query = request.GET if request.method == "GET" else QueryDict(request.POST.get("query", "")[:LONGEST])
    plain = query.copy()
    plain.pop("page", None)
    request.GET = plain  # type: ignore[assignment]  # Reading reads the span there
    reading = Reading(request, exporting.DEFAULT_PERIOD)
    try:
        with asking():
            count = read(reading, wanted_of(reading, plain), limit=1).count or 0
    except ClewError as error:
        return render(request, "feedback/export.html", {"reading": reading, "error": str(error)}, status=400)
    if request.method == "GET":
        context = {"reading": reading, "count": count, "query": plain.urlencode(), "too_many": _is_too_many(count)}
        return render(request, "feedback/export.html", context)
    form = request.POST.get("form", "")
    if form not in exporting.FORMS or (form == "xlsx" and _is_too_many(count)):
        raise Http404
    given: dict[str, Any] = {
        "workspace": request.workspace, "member": request.member, "query": plain.urlencode(), "form": form,
        "is_raw": request.POST.get("personal") == "raw", "language": translation.get_language() or "en",
    }  # fmt: skip
    if count > AT_ONCE:
        asked = Export.objects.create(**given)
        job = queue("feedback.export", request.workspace.id, asked_by=request.user.pk, export=str(asked.id))
        return redirect("jobs:job", request.workspace.id, job.id)
    return _at_once(Export(**given))


def _is_too_many(count: int) -> bool:
    return count > exporting.MOST_OF_XLSX


def _at_once(asked: Export) -> HttpResponse:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / NAME
        exporting.write(asked, path)
        headers = {"Content-Disposition": f'attachment; filename="{NAME}.{asked.form}"'}
        return HttpResponse(path.read_bytes(), content_type=exporting.FORMS[asked.form], headers=headers)


def file(request: MemberRequest, job_id: UUID) -> HttpResponseBase:
    """Return the file that a job wrote: within an hour, to the one who asked."""
    found = find_prepared(request, job_id, "feedback.export")
    if found is None:
        raise Http404
    path, _ = found
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"{NAME}{path.suffix}")
