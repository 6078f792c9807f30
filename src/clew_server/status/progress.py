"""How far a job is, where its result is, and the way to stop it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from clew_server.accounts.gate import MemberRequest
from clew_server.jobs import services
from clew_server.jobs.models import Job

__all__ = ["job", "stop"]


def job(request: MemberRequest, job_id: UUID) -> HttpResponse:
    """Return a job of the workspace as a page; asked by the part that polls, only that part."""
    found = _found(request, job_id)
    part: Any = getattr(request, "htmx", None)
    return render(request, "jobs/parts/progress.html" if part else "jobs/job.html", {"job": found})


def stop(request: MemberRequest, job_id: UUID) -> HttpResponse:
    """Ask a job to stop, and show it."""
    found = _found(request, job_id)
    if not services.stop(found.id, request.workspace.id):
        messages.info(request, gettext("It was over already."))
    return redirect("jobs:job", workspace_id=request.workspace.id, job_id=job_id)


def _found(request: MemberRequest, job_id: UUID) -> Job:
    found = services.find_job(job_id, request.workspace.id)
    if found is None:
        raise Http404
    return found
