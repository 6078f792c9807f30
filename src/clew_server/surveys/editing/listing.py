"""The list of surveys: what is written, what is asked, how many have answered; delete, bring back, duplicate."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext

from clew_server.accounts.gate import MemberRequest
from clew_server.company.told import language_name, listed
from clew_server.lakes.handles import opened
from clew_server.surveys.editing.drafts import BEFORE, CARRIED, free_name, named
from clew_server.surveys.frame import STATES, Head, access_survey, head_of
from clew_server.surveys.models import Survey

__all__ = ["delete", "duplicate", "restore", "surveys"]


@dataclass(frozen=True)
class Line:
    """A survey in the list."""

    survey: Survey
    head: Head
    answers: int

    @property
    def state(self) -> str | Promise:
        """What it is now, in words."""
        return STATES[self.survey.state]

    @property
    def languages(self) -> str:
        """Its languages, in words."""
        return listed([language_name(code) for code in self.head.languages])


def surveys(request: MemberRequest) -> HttpResponse:
    """Show the surveys of a workspace, the latest changed first, and the deleted ones, which can be brought back."""
    mine = Survey.objects.filter(workspace=request.workspace).select_related("by").order_by("-changed_at")
    counted = mine.annotate(finished=Count("responses", filter=Q(responses__state="finished")))
    language = get_language() or "en"
    lines = [Line(survey, head_of(survey, language), survey.finished) for survey in counted]
    gone = [line for line in lines if line.survey.deleted_at is not None]
    context = {
        "lines": [line for line in lines if line.survey.deleted_at is None],
        "gone": gone,
        "done": next((line for line in gone if str(line.survey.id) == request.GET.get("gone")), None),
        "zone": opened(request.workspace.id).store.settings.zone,
    }
    return render(request, "surveys/editing/surveys.html", context)


def delete(request: MemberRequest, survey_id: UUID) -> HttpResponse:
    """Take a survey out of the list: nobody can answer it any more; its answers stay, and it can be brought back."""
    survey = access_survey(request, survey_id)
    Survey.objects.filter(pk=survey.pk).update(deleted_at=timezone.now())
    return redirect(f"{reverse('surveys:surveys', args=[request.workspace.id])}?gone={survey.id}")


def restore(request: MemberRequest, survey_id: UUID) -> HttpResponse:
    """Bring a deleted survey back, in the state it was in."""
    survey = Survey.objects.filter(workspace=request.workspace, id=survey_id).first()
    if survey is None:
        raise Http404
    Survey.objects.filter(pk=survey.pk).update(deleted_at=None)
    title = head_of(survey, get_language() or "en").title
    messages.success(request, gettext("“%(title)s” is back.") % {"title": title})
    return redirect("surveys:surveys", request.workspace.id)


def duplicate(request: MemberRequest, survey_id: UUID) -> HttpResponse:
    """Make a draft of the same text under another id, with the same look; nothing of its answers or versions."""
    survey = access_survey(request, survey_id)
    name = free_name(request.workspace.id, survey.name)
    options = {key: value for key, value in survey.options.items() if key not in {BEFORE, CARRIED}}
    made = Survey.objects.create(
        workspace=request.workspace, by=request.user, name=name, text=named(survey.text, name), options=options,
        is_anonymous=survey.is_anonymous,
    )  # fmt: skip
    messages.success(request, gettext("This is a copy, under the id “%(name)s”.") % {"name": name})
    return redirect("surveys:edit", request.workspace.id, made.id)
