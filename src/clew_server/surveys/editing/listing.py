"""The list of surveys: what is written, what is asked, how many have answered."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from clew_server.accounts.gate import MemberRequest
from clew_server.company.told import language_name, listed
from clew_server.lakes.handles import opened
from clew_server.surveys.frame import STATES, Head, head_of
from clew_server.surveys.models import Survey

__all__ = ["surveys"]


@dataclass(frozen=True)
class Line:
    """A survey in the list."""

    survey: Survey
    head: Head
    answers: int

    @property
    def state(self) -> object:
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
    context = {
        "lines": [line for line in lines if line.survey.deleted_at is None],
        "gone": [line for line in lines if line.survey.deleted_at is not None],
        "zone": opened(request.workspace.id).store.settings.zone,
    }
    return render(request, "surveys/editing/surveys.html", context)
