"""The versions of a survey: who published what when, what changed between two, and an old one as a draft again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from clew.surveys import survey_text
from clew_server.accounts.gate import MemberRequest
from clew_server.surveys.editing.drafts import draft_of, keep
from clew_server.surveys.editing.filing import seen_in, yaml_file
from clew_server.surveys.editing.publishing import compared
from clew_server.surveys.frame import access_survey, framed
from clew_server.surveys.keeping import ChangedSinceError, asked_in
from clew_server.surveys.models import Survey, Version

__all__ = ["bring_back", "compare", "version_file", "versions"]

TAB = "surveys:versions"


def versions(request: MemberRequest, survey_id: UUID) -> HttpResponse:
    """Show the versions that were ever published, the latest first."""
    survey = access_survey(request, survey_id)
    context = {"versions": _versions(survey), "is_ahead": _is_ahead(survey)}
    return framed(request, "surveys/editing/versions.html", survey, context, tab=TAB)


def compare(request: MemberRequest, survey_id: UUID) -> HttpResponse:
    """Show what changed between two versions and what it means for answers; ``draft`` is one, too."""
    survey = access_survey(request, survey_id)
    found = _versions(survey)
    if not found:
        return redirect(TAB, request.workspace.id, survey.id)
    last = found[0].number
    first = _named(survey, request.GET.get("from", ""), last - 1 or last)
    second = _named(survey, request.GET.get("to", ""), last)
    context: dict[str, Any] = {"versions": found, "first": first[0], "second": second[0]}
    if first[1] is None or second[1] is None:
        context["problem"] = gettext("The draft is wrong somewhere: mend it, then it can be compared.")
    else:
        context |= compared(first[1], second[1])
    return framed(request, "surveys/editing/compare.html", survey, context, tab=TAB)


def version_file(request: MemberRequest, survey_id: UUID, number: int) -> HttpResponse:
    """Give a version as its YAML file."""
    survey = access_survey(request, survey_id)
    return yaml_file(survey_text(asked_in(_version(survey, number))), f"{survey.name}-{number}")


def bring_back(request: MemberRequest, survey_id: UUID, number: int) -> HttpResponse:
    """Make an old version the draft; nothing is published by that, and the change can be undone."""
    survey = access_survey(request, survey_id)
    text = survey_text(asked_in(_version(survey, number)))
    try:
        keep(survey, text, seen_in(request))
    except ChangedSinceError:
        said = gettext("Somebody has changed the draft meanwhile: look at it before you replace it.")
        messages.error(request, said)
        return redirect(TAB, request.workspace.id, survey.id)
    messages.success(request, gettext("Version %(number)s is the draft now.") % {"number": number})
    return redirect("surveys:edit", request.workspace.id, survey.id)


def _versions(survey: Survey) -> list[Version]:
    return list(survey.versions.select_related("by").defer("document").order_by("-number"))


def _version(survey: Survey, number: int) -> Version:
    found = survey.versions.filter(number=number).first()
    if found is None:
        raise Http404
    return found


def _named(survey: Survey, given: str, otherwise: int) -> tuple[str, Any]:
    """Return the name of a version that an address names, and what it asks; what it does not name is ``otherwise``."""
    if given == "draft":
        return "draft", draft_of(survey).asked
    number = int(given) if given.isdecimal() and len(given) < 7 else otherwise  # noqa: PLR2004 - figures of a number
    return str(number), asked_in(_version(survey, number))


def _is_ahead(survey: Survey) -> bool:
    """Return whether the draft says something else than what is published."""
    if survey.published is None:
        return True
    return draft_of(survey).asked != asked_in(_version(survey, survey.published))
