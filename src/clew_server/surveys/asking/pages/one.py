"""One way out: its settings, what it brought, and the steps it can take."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from clew.questions.segments.segment import KIND as SEGMENT
from clew_server.accounts.gate import MemberRequest
from clew_server.jobs.models import Job
from clew_server.jobs.services import latest_of, queue
from clew_server.lakes.handles import opened
from clew_server.surveys.asking.jobs import START
from clew_server.surveys.asking.pages.access import (
    KIND_ABOUT,
    KIND_LABELS,
    access_way,
    counted,
    finished_by,
    gateway_names,
    links_of,
    said_state,
)
from clew_server.surveys.asking.pages.forms import WayForm
from clew_server.surveys.asking.planning import why_so_slow
from clew_server.surveys.asking.settings import EmailSettings, FileSettings, SmsSettings, keep_settings, settings_of
from clew_server.surveys.asking.states import AT_ONCE, DELETED, STEPS, move, why_not
from clew_server.surveys.asking.whom.frame import reads_segment
from clew_server.surveys.frame import framed, head_of
from clew_server.surveys.keeping import live
from clew_server.surveys.models import Distribution, Survey
from clew_server.surveys.models.ways import EVENT, LINK, PLANNED, WIDGET

__all__ = ["step", "way"]

#: What is said after a step, and which step takes it back.
SAID = {
    "start": gettext_lazy("It runs."),
    "pause": gettext_lazy("Paused: nobody is asked until it is resumed."),
    "resume": gettext_lazy("It runs again."),
    "end": gettext_lazy("Ended: nobody more is asked. Who has a link can answer as long as the survey is open."),
    "delete": gettext_lazy("Deleted. It can be brought back for 30 days."),
    "restore": gettext_lazy("Brought back."),
}
#: Of a public way out, which asks nobody: its link and its widget are shut.
SAID_IN_PUBLIC = {
    **SAID,
    "pause": gettext_lazy("Paused: nobody can begin to answer here until it is resumed. Who has begun can finish."),
    "end": gettext_lazy("Ended: nobody can begin to answer here any more. Who has begun can finish."),
}
UNDO = {"pause": "resume", "resume": "pause", "end": "resume", "delete": "restore"}


def way(request: MemberRequest, survey_id: UUID, way_id: UUID) -> HttpResponse:
    """Show a way out and its settings; keep them."""
    survey, found = access_way(request, survey_id, way_id)
    settings = settings_of(found)
    names = sorted(opened(request.workspace.id).store.settings.documents[SEGMENT])
    given = request.POST if request.method == "POST" else None
    languages = _languages(survey)
    gateways = gateway_names(request.workspace.id)
    form = WayForm(
        settings, languages, names, data=given, name=found.name, fixed=found.state != PLANNED, gateways=gateways
    )
    if given is None or not _is_right(form, request, found):
        return _shown(request, survey, found, form)
    keep_settings(found, form.read)
    Distribution.objects.filter(pk=found.pk).update(name=form.cleaned_data["name"])
    messages.success(request, gettext("Saved."))
    return redirect("surveys:way", request.workspace.id, survey.id, found.id)


def _is_right(form: WayForm, request: MemberRequest, found: Distribution) -> bool:
    if not form.is_valid():
        return False
    read = form.read
    if why := why_so_slow(found, read):
        form.add_error("per_hour", why)
        return False
    problem = ""
    if isinstance(read, EmailSettings | SmsSettings | FileSettings) and "whom" in form.cleaned_data:
        problem = reads_segment(request.workspace.id, read.whom)
    if problem:
        form.add_error("filters" if form.cleaned_data["whom"] == "customers" else "segment", problem)
    return not problem


def _languages(survey: Survey) -> tuple[str, ...]:
    asked = live(survey.id)
    return asked.asked.languages if asked else head_of(survey, "en").languages


def _shown(request: MemberRequest, survey: Survey, found: Distribution, form: WayForm) -> HttpResponse:
    job = latest_of(START, request.workspace.id, way=str(found.id))
    context = {
        "way": found,
        "kind": KIND_LABELS.get(found.kind, found.kind),
        "is_after_events": found.kind == EVENT,
        "about": KIND_ABOUT.get(found.kind, ""),
        "said_state": said_state(found),
        "form": form,
        "counts": counted([found])[found.id],
        "finished": finished_by(survey, [found])[found.id],
        "steps": [name for name, (origins, _) in STEPS.items() if found.state in origins],
        "links": links_of(request, found),
        "has_people": found.kind not in AT_ONCE,
        "has_list": isinstance(form.settings, EmailSettings | SmsSettings | FileSettings)
        and found.kind not in AT_ONCE
        and form.settings.whom.kind == "list",
        "is_planned": found.state == PLANNED,
        "is_deleted": found.state == DELETED,
        "is_published": survey.published is not None and survey.state == "open",
        "is_starting": _is_starting(job) and found.state == PLANNED,
        "problem": job.error if job and job.state == "failed" and found.state == PLANNED else "",
        "undo": request.GET.get("undo") if request.GET.get("undo") in {*STEPS, "restore"} else "",
    }
    wrong = form.is_bound and not form.is_valid()
    return framed(request, "surveys/asking/way.html", survey, context, tab="surveys:ways", wrong=wrong)


def _is_starting(job: Job | None) -> bool:
    return job is not None and not job.is_over


def step(request: MemberRequest, survey_id: UUID, way_id: UUID) -> HttpResponse:
    """Take a step and say so; a way out that writes down whom it asks is started by a job."""
    survey, found = access_way(request, survey_id, way_id)
    name = request.POST.get("step", "")
    back = reverse("surveys:way", args=[request.workspace.id, survey.id, found.id])
    if name not in {*STEPS, "restore"}:
        return redirect(back)
    asked = live(survey.id)
    if name in {"start", "resume"} and (asked is None or asked.state != "open"):
        messages.error(request, gettext("Publish the survey and open it first."))
        return redirect(back)
    if name == "start" and found.kind not in AT_ONCE:
        if found.state == PLANNED:
            queue(START, request.workspace.id, unique=str(found.id), asked_by=request.user.id, way=str(found.id))
        return redirect(back)
    if why := why_not(found, name):
        messages.error(request, why)
        return redirect(back)
    if not move(found, name, timezone.now()):
        messages.error(request, gettext("Somebody has changed its state meanwhile; look again."))
        return redirect(back)
    said = SAID_IN_PUBLIC if found.kind in {LINK, WIDGET} else SAID
    messages.success(request, str(said[name]))
    return redirect(f"{back}?undo={UNDO[name]}" if name in UNDO else back)
