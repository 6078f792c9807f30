"""Pulse and its parts: the page, tiles that come later, findings and what is said of them, the report."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext

from clew.errors import UsageError
from clew.findings.finding import Finding
from clew.findings.wording.language import LANGUAGES
from clew_server.accounts.gate import MemberRequest
from clew_server.accounts.selectors import members_of
from clew_server.accounts.services import visited
from clew_server.insights.pulse import saying
from clew_server.insights.pulse.computed import Computed, identity, read_computed, report_path
from clew_server.insights.pulse.findings import Shown, find_shown, shown_findings
from clew_server.insights.pulse.headline import Headline, headline_of
from clew_server.insights.pulse.jobs import FINDINGS, REPORT
from clew_server.insights.pulse.news import freshness_of, imports_of, imports_since, news_of
from clew_server.insights.pulse.page import Tiles, tiles_of
from clew_server.insights.reading import Reading
from clew_server.insights.waiting import PATIENCE
from clew_server.jobs.services import latest, queue, under_way

__all__ = ["compute", "finding", "findings", "headline", "pulse", "report", "say", "take", "tiles", "undo"]


def pulse(request: MemberRequest) -> HttpResponse:
    """Return the page; what takes long comes in pieces."""
    since = visited(request.member)
    reading = Reading(request)
    shown = tiles_of(reading, PATIENCE)
    imports = imports_of(reading)
    found = _findings(reading, imports)
    titles = [each.finding for each in found["told"]]
    context = {
        "asked": reading.asked,
        "reading": reading,
        "headline": _headline(reading, shown, titles),
        "tiles": shown,
        "has_data": reading.latest is not None,
        "news": news_of(reading, _language(), since, imports),
        "sources": freshness_of(reading, imports, timezone.now()),
        "undo": saying.can_undo(request, reading),
        **found,
    }
    return render(request, "pulse/pulse.html", context)


def headline(request: MemberRequest) -> HttpResponse:
    """Return the first sentence, waiting for all tiles."""
    reading = Reading(request)
    shown = tiles_of(reading)
    computed = read_computed(reading.handle, _language())
    told = shown_findings(reading, computed, _language())[0] if computed else []
    context = {"headline": _headline(reading, shown, [each.finding for each in told]), "tiles": shown}
    return render(request, "pulse/headline.html", {**context, "asked": reading.asked})


def tiles(request: MemberRequest) -> HttpResponse:
    """Return all tiles, or one of them (``only``), waiting for their answers; as a page without htmx."""
    reading, only = Reading(request), request.GET.get("only", "")
    shown = tiles_of(reading, None, only)
    if only:
        shown = Tiles(tuple(t for t in shown.told if t.measure.name == only), (), is_known=True)
        if not shown.tiles:
            raise Http404
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(f"../?{reading.asked.query()}")
    name = "pulse/tile.html" if only else "pulse/tiles.html"
    return render(request, name, {"tiles": shown, "tile": shown.tiles[0] if only else None, "asked": reading.asked})


def findings(request: MemberRequest) -> HttpResponse:
    """Return the findings with their time, or how far their job is."""
    reading = Reading(request)
    context = _findings(reading, imports_of(reading))
    return render(request, "pulse/findings.html", {"undo": saying.can_undo(request, reading), **context})


def compute(request: MemberRequest) -> HttpResponse:
    """Queue a diagnosis and go back to the findings."""
    queue(FINDINGS, request.workspace.id, unique="one", asked_by=request.user.id)
    return findings(request) if request.htmx else redirect("pulse:pulse", request.workspace.id)  # type: ignore[attr-defined]


def finding(request: MemberRequest, finding_id: str) -> HttpResponse:
    """Return one finding with the form of what is said of it."""
    reading, shown = _one(request, finding_id)
    return _finding(request, reading, shown, is_open=True)


def say(request: MemberRequest, finding_id: str) -> HttpResponse:
    """Keep what the form says of a finding."""
    reading, shown = _one(request, finding_id)
    try:
        saying.say(request, reading, finding_id, shown.finding.title, request.POST)
    except UsageError as error:
        return _finding(request, reading, shown, is_open=True, error=str(error), status=422)
    return _said(request, finding_id, gettext("Kept."))


def take(request: MemberRequest, finding_id: str) -> HttpResponse:
    """Make the reader the owner of a finding."""
    reading, shown = _one(request, finding_id)
    saying.take(request, reading, finding_id, shown.finding.title, str(request.user))
    return _said(request, finding_id, gettext("It is yours now."))


def undo(request: MemberRequest, finding_id: str) -> HttpResponse:
    """Take back what the reader said last of a finding."""
    reading, _ = _one(request, finding_id)
    is_undone = saying.undo(request, reading, finding_id)
    return _said(request, finding_id, gettext("Undone.") if is_undone else gettext("There is nothing to undo."))


def report(request: MemberRequest) -> HttpResponse | FileResponse:
    """Return the report as a file; where there is none of the newest diagnosis, its job is queued and shown."""
    reading, language = Reading(request), _language()
    computed = read_computed(reading.handle, language)
    path = report_path(reading.handle, language)
    if computed is not None and path.exists() and path.stat().st_mtime >= computed.computed_at.timestamp():
        name = f"clew-{computed.computed_at.date().isoformat()}-{language}.html"
        return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="text/html; charset=utf-8")
    failed = latest(REPORT, request.workspace.id, "failed") if request.method == "GET" else None
    job = under_way(REPORT, request.workspace.id)
    if job is None and computed is not None and (failed is None or request.method == "POST"):
        job = queue(REPORT, request.workspace.id, unique=language, asked_by=request.user.id, language=language)
    context = {"job": job, "computed": computed, "error": failed.error if failed and job is None else ""}
    return render(request, "pulse/report.html", context)


def _findings(reading: Reading, imports: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what the part of the findings shows; the first diagnosis of a workspace is queued here."""
    language, workspace_id = _language(), reading.workspace.id
    computed = read_computed(reading.handle, language)
    job = under_way(FINDINGS, workspace_id)
    if computed is None and job is None and reading.latest is not None:
        failed = latest(FINDINGS, workspace_id, "failed")
        if failed is None:
            job = queue(FINDINGS, workspace_id, unique="one")
        else:
            return {"told": [], "muted": [], "computed": None, "job": None, "error": failed.error}
    told, muted = shown_findings(reading, computed, language) if computed else ([], [])
    return {
        "told": told,
        "muted": muted,
        "computed": computed,
        "is_stale": computed is not None and computed.of != identity(reading.snapshot),
        "imports_since": imports_since(imports, computed.computed_at) if computed else 0,
        "missing": computed.diagnosis.not_computed if computed else (),
        "job": job,
        "error": "",
    }


def _one(request: MemberRequest, finding_id: str) -> tuple[Reading, Shown]:
    reading = Reading(request)
    computed: Computed | None = read_computed(reading.handle, _language())
    shown = find_shown(reading, computed, _language(), finding_id) if computed else None
    if shown is None:
        raise Http404
    return reading, shown


def _said(request: MemberRequest, finding_id: str, text: str) -> HttpResponse:
    """Return the finding as it is now, with a word of what was done: in its place, or back on the page."""
    if not request.htmx:  # type: ignore[attr-defined]
        messages.success(request, text)
        return redirect(f"{_home(request)}#finding-{finding_id}")
    reading, shown = _one(request, finding_id)
    return _finding(request, reading, shown, said=text)


def _finding(request: MemberRequest, reading: Reading, shown: Shown, *, status: int = 200, **more: Any) -> HttpResponse:
    tomorrow = timezone.localdate() + timedelta(days=1)
    context = {
        "shown": shown,
        "people": [str(member.user) for member in members_of(request.workspace)] if more.get("is_open") else (),
        "undo": saying.can_undo(request, reading),
        "tomorrow": tomorrow,
        "in_a_quarter": tomorrow + timedelta(days=90),
        **more,
    }
    name = "pulse/finding.html" if request.htmx else "pulse/finding_page.html"  # type: ignore[attr-defined]
    return render(request, name, context, status=status)


def _headline(reading: Reading, shown: Tiles, told: list[Finding]) -> Headline:
    has_data = reading.latest is not None
    return headline_of(shown.told, told, _since(reading), is_whole=shown.is_whole, has_data=has_data)


def _since(reading: Reading) -> date | None:
    """Return the first day of the span the figures are compared with; None where nothing is."""
    asked = reading.asked
    if not asked.start or not asked.end or asked.compare == "none":
        return None
    return asked.start - (asked.end - asked.start) if asked.compare == "previous" else asked.start - timedelta(days=365)


def _home(request: MemberRequest) -> str:
    return reverse("pulse:pulse", kwargs={"workspace_id": request.workspace.id})


def _language() -> str:
    code = (get_language() or "en").split("-")[0]
    return code if code in LANGUAGES else "en"
