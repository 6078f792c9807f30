"""The page of results, the part of it that asks whether anybody answered since, and the answers as a file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from clew_server.accounts.gate import MemberRequest
from clew_server.configuration import configuration
from clew_server.insights.hiding.fields import sees_customers
from clew_server.lakes.handles import opened
from clew_server.policy import may
from clew_server.surveys.frame import access_survey, framed
from clew_server.surveys.models import Survey
from clew_server.surveys.results.asked.outcome import outcome_of
from clew_server.surveys.results.computed import Computed, Told, compute, counted
from clew_server.surveys.results.exporting import answers_csv
from clew_server.surveys.results.lead import lead_of
from clew_server.surveys.results.questions import ShownPart, shown_part
from clew_server.surveys.results.reading import Counts, counts_of, read_sample
from clew_server.surveys.results.remembered import Read, remembered
from clew_server.surveys.results.shown import checks_of, filters_of, pages_of
from clew_server.surveys.results.verbatims import Verbatims, verbatims_of
from clew_server.surveys.results.wanted import wanted_of

__all__ = ["answers", "came", "results"]


@dataclass(frozen=True)
class Seen:
    """How a reader sees the results of a survey."""

    survey: Survey
    role: str

    @property
    def is_guarded(self) -> bool:
        """Whether small groups are hidden: from who sees no customers, and from all where nobody is to be known."""
        return self.survey.is_anonymous or not sees_customers(self.role)

    @property
    def reads_words(self) -> bool:
        """Whether what people wrote is theirs to read."""
        return sees_customers(self.role)


def results(request: MemberRequest, survey_id: UUID) -> HttpResponse:
    """Show what came back of a survey."""
    survey = access_survey(request, survey_id)
    seen, counts = Seen(survey, request.member.role), counts_of(survey)
    read = _read(request, seen, counts)
    sample, wanted, found = read.sample, read.wanted, read.found
    k = configuration().smallest_group
    context = {
        "counts": counts,
        "wait": read.kept.wait(counts),
        "seen": read.kept.counts.stamp,
        "lead": lead_of(counts, found),
        "found": found,
        "wanted": wanted,
        "filters": filters_of(sample, wanted),
        "questions": [_question(one, found, seen, k) for one in found.questions] if found.counted else [],
        "outcome": outcome_of(read, counts, request.GET.get("e", ""), k, timezone.now()),
        "pages": pages_of(sample, found, k),
        "pages_version": found.leaving[0][0] if found.leaving and len(sample.versions) > 1 else None,
        "checks": checks_of(found, k),
        "k": k,
        "may_export": may(request.member.role, "surveys:answers"),
        "query": request.GET.urlencode(),
    }
    return framed(request, "surveys/results/results.html", survey, context, tab="surveys:results")


def came(request: MemberRequest, survey_id: UUID) -> HttpResponse:
    """Return how many answered by now; nothing (204) where nobody has since ``seen``."""
    survey = access_survey(request, survey_id)
    counts = counts_of(survey)
    if request.GET.get("seen") == counts.stamp:
        return HttpResponse(status=204)
    query = request.GET.copy()
    query.pop("seen", None)
    context = {"survey": survey, "counts": counts, "is_new": True, "query": query.urlencode()}
    return render(request, "surveys/results/came.html", context)


def answers(request: MemberRequest, survey_id: UUID) -> HttpResponse:
    """Return the answers as a file, a response a line."""
    survey = access_survey(request, survey_id)
    seen = Seen(survey, request.member.role)
    read = _read(request, seen, counts_of(survey))
    zone, k = opened(request.workspace.id).store.settings.zone, configuration().smallest_group
    told, *_ = counted(read.sample, read.wanted, zone, is_guarded=seen.is_guarded, k=k, now=timezone.now())
    reply = HttpResponse(answers_csv(read.sample, read.found, told, zone), content_type="text/csv; charset=utf-8")
    reply["Content-Disposition"] = f'attachment; filename="{survey.name}-answers.csv"'
    reply["Cache-Control"] = "no-store"
    return reply


def _read(request: MemberRequest, seen: Seen, counts: Counts) -> Read:
    """Return the responses that the address asks for with their figures, as the reader may see them."""
    survey, now, k = seen.survey, timezone.now(), configuration().smallest_group
    zone = opened(request.workspace.id).store.settings.zone

    sample = read_sample(survey, counts)
    wanted = wanted_of(request.GET, sample, is_guarded=seen.is_guarded)
    hour = now.replace(minute=0, second=0, microsecond=0) if seen.is_guarded else None
    key = (survey.id, survey.published, sample.held.era, len(sample.ways), wanted, zone, seen.is_guarded, hour)
    kept = remembered(key, counts, lambda: compute(sample, wanted, zone, is_guarded=seen.is_guarded, k=k, now=now))
    return Read(sample, wanted, kept)


@dataclass(frozen=True)
class Shown:
    """A question on the page: its series, and of the newest what people wrote."""

    name: str
    parts: list[ShownPart]
    words: Verbatims | None
    rows: str


def _question(told: Told, found: Computed, seen: Seen, k: int) -> Shown:
    is_alone = len(told.parts) == 1
    parts = [shown_part(part, found, k, is_alone=is_alone, opens=partial(_rows_behind, seen)) for part in told.parts]
    words = None
    if seen.reads_words:
        words = verbatims_of(told.written, found.looked.flags)
    return Shown(told.name, parts, words, _rows_behind(seen, told.parts[0].figure.kind, told.name))


def _rows_behind(seen: Seen, kind: str, name: str) -> str:
    """Return the address of the rows behind a question; empty where the reader may not see them, or there is none."""
    survey = seen.survey
    if seen.is_guarded or not sees_customers(seen.role):
        return ""
    where = (f"question={name}", f"properties.survey={survey.name}")
    if kind in {"nps", "csat", "ces", "rating"}:
        query = urlencode({"metric": kind, "period": "all", "where": where}, doseq=True)
        return f"{reverse('questions:rows', args=[survey.workspace_id])}?{query}"
    if kind == "text":
        query = urlencode({"period": "all", "where": where}, doseq=True)
        return f"{reverse('feedback:feedback', args=[survey.workspace_id])}?{query}"
    return ""
