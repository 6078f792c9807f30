"""The status page."""

from __future__ import annotations

import shutil

from django.http import HttpResponse
from django.shortcuts import render

from clew_server.accounts.gate import MemberRequest
from clew_server.configuration import configuration
from clew_server.jobs.services import latest, recent
from clew_server.lakes.handles import opened

__all__ = ["status"]


def status(request: MemberRequest) -> HttpResponse:
    """Return how the workspace is: loader, quarantine, last verify, disk, jobs."""
    store = opened(request.workspace.id).store
    disk = shutil.disk_usage(configuration().data)
    context = {
        "status": store.status(),
        "verified": latest("status.verify", request.workspace.id),
        "disk": disk,
        "free_share": disk.free / disk.total,
        "jobs": recent(request.workspace.id),
    }
    return render(request, "status/status.html", context)
