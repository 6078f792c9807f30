"""The ways out of a survey: which there are, what they brought, a new one."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise

from clew.errors import UsageError
from clew_server.accounts.gate import MemberRequest
from clew_server.surveys.asking.pages.access import KIND_ABOUT, KIND_LABELS, counted, finished_by, quota_of, said_state
from clew_server.surveys.asking.states import DELETED, NO_EVENTS, kinds_of, make
from clew_server.surveys.frame import access_survey, framed
from clew_server.surveys.models import Distribution

__all__ = ["ways"]


@dataclass(frozen=True)
class Line:
    """A way out in the list, with what it brought."""

    way: Distribution
    counts: dict[str, int]
    finished: int

    @property
    def kind(self) -> str | Promise:
        """How it reaches people, in words."""
        return KIND_LABELS.get(self.way.kind, self.way.kind)

    @property
    def state(self) -> str:
        """Its state, in words."""
        return said_state(self.way)

    @property
    def quota(self) -> int | None:
        """How many finished responses it is to bring."""
        return quota_of(self.way)


def ways(request: MemberRequest, survey_id: UUID) -> HttpResponse:
    """Show the ways out of a survey; make a new one and go to it."""
    survey = access_survey(request, survey_id)
    if request.method == "POST":
        kind = request.POST.get("kind", "")
        try:
            made = make(survey, kind, str(KIND_LABELS.get(kind, kind)), request.user)
        except UsageError as error:
            messages.error(request, str(error))
            return redirect("surveys:ways", request.workspace.id, survey.id)
        return redirect("surveys:way", request.workspace.id, survey.id, made.id)
    found = list(Distribution.objects.filter(survey=survey).exclude(state=DELETED).order_by("-created_at"))
    gone = list(Distribution.objects.filter(survey=survey, state=DELETED).order_by("-ended_at"))
    counts, finished = counted(found), finished_by(survey, [*found, *gone])
    context = {
        "lines": [Line(way, counts[way.id], finished[way.id]) for way in found],
        "gone": [Line(way, {}, finished[way.id]) for way in gone],
        "kinds": [(kind, label, KIND_ABOUT[kind]) for kind, label in KIND_LABELS.items() if kind in kinds_of(survey)],
        "why_fewer": NO_EVENTS if survey.is_anonymous else "",
        "is_published": survey.published is not None,
    }
    return framed(request, "surveys/asking/ways.html", survey, context, tab="surveys:ways")
