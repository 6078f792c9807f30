"""The status page."""

from __future__ import annotations

import shutil
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from clew_server.accounts.gate import MemberRequest
from clew_server.configuration import configuration
from clew_server.jobs.models import Job
from clew_server.jobs.services import latest, queue, recent
from clew_server.lakes.handles import opened
from clew_server.policy import POLICY
from clew_server.sentences.telling import told
from clew_server.surveys.answering.storing.backlog import count as waiting_answers
from clew_server.web.figures.amounts import count, reader
from clew_server.web.tables import Cell, Head, Table

__all__ = ["status", "verify"]

#: Below this share of free room the page warns.
LITTLE_ROOM = 0.1
#: Jobs that are shown, of so many of the newest.
SHOWN, LOOKED_AT = 20, 300


def status(request: MemberRequest) -> HttpResponse:
    """Return how the workspace is: loader, quarantine, last verify, disk, jobs."""
    store = opened(request.workspace.id).store
    found, disk = store.status(), shutil.disk_usage(configuration().data)
    verified = latest("status.verify", request.workspace.id)
    damage = verified.result.get("damage", []) if verified and isinstance(verified.result, dict) else []
    jobs, free = recent(request.workspace.id, LOOKED_AT), disk.free / disk.total
    waiting = waiting_answers(request.workspace.id)
    context = {
        "status": found,
        "sentence": _sentence(found, damage, free, waiting),
        "verified": verified,
        "damage": damage,
        "disk": disk,
        "free_share": free,
        "used_share": 1 - free,
        "disk_tone": "bad" if free < LITTLE_ROOM else "",
        "running": [job for job in jobs if not job.is_over],
        "over": _over(_told([job for job in jobs if job.is_over])[:SHOWN], request.workspace.id),
        "tables": _tables(found["tables"]),
        "quarantine_address": _quarantine(request.workspace.id),
        "zone": store.snapshot().settings.zone,
    }
    return render(request, "status/status.html", context)


def verify(request: MemberRequest) -> HttpResponse:
    """Have everything that is stored read and checked now; the page then shows how far that is."""
    job = queue("status.verify", request.workspace.id, unique="recurring", asked_by=request.user.id)
    messages.info(request, gettext("Everything is being read and checked."))
    return redirect("jobs:job", workspace_id=request.workspace.id, job_id=job.id)


def _sentence(found: dict[str, Any], damage: list[Any], free: float, waiting: int) -> str:
    """Return what matters most, in one sentence."""
    if damage:
        return gettext("Something that is stored is damaged.")
    if free < LITTLE_ROOM:
        return gettext("All is well, but there is little room left on the disk.")
    if waiting:
        return ngettext(
            "%(n)s response to a survey is safe and waits for the database.",
            "%(n)s responses to surveys are safe and wait for the database.",
            waiting,
        ) % {"n": count(waiting)}
    if lag := found["lag"]["records"]:
        return ngettext(
            "%(n)s record is safe and not yet counted.", "%(n)s records are safe and not yet counted.", lag
        ) % {"n": count(lag)}
    return gettext("All is well: what came is stored and counted.")


def _told(jobs: list[Job]) -> list[Job]:
    """Return the jobs worth telling, newest first: of those that come back by themselves the last that went well."""
    seen: set[str] = set()
    found = []
    for job in jobs:
        if job.asked_by is None and job.state == "done":
            if job.kind in seen:
                continue
            seen.add(job.kind)
        found.append(job)
    return found


def _over(jobs: list[Job], workspace_id: object) -> Table:
    said = {"done": gettext("done"), "failed": gettext("failed"), "stopped": gettext("stopped")}
    heads = [
        Head(gettext("Job")),
        Head(gettext("How it ended")),
        Head(gettext("When")),
        Head(gettext("How long it took"), is_number=True),
    ]
    rows = [
        [
            Cell(job.label, reverse("jobs:job", args=[workspace_id, job.id])),
            Cell(said.get(job.state, job.state), note=told(job.error.strip().rpartition("\n")[2])[:200]),
            Cell("", at=job.ended_at),
            Cell(reader().span((job.ended_at - job.started_at).total_seconds()))
            if job.ended_at and job.started_at
            else "",
        ]
        for job in jobs
    ]
    return Table(gettext("Jobs that are over"), heads, rows, empty=gettext("No job has run yet."))


def _tables(rows: dict[str, int]) -> Table:
    heads = [Head(gettext("Table")), Head(gettext("Rows"), is_number=True)]
    empty = gettext("There are no rows yet: import a file.")
    return Table(gettext("Rows a table"), heads, [[name, count(n)] for name, n in sorted(rows.items())], empty=empty)


def _quarantine(workspace_id: object) -> str:
    return reverse("imports:quarantine", args=[workspace_id]) if "imports:quarantine" in POLICY else ""
