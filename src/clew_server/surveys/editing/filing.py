"""The survey as its file: written in a field, told what is wrong line by line, sent and taken as a file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from clew.surveys.files.yaml_reading import LARGEST
from clew_server.accounts.gate import MemberRequest
from clew_server.surveys.editing.drafts import BEFORE, Draft, draft_of, keep, undo
from clew_server.surveys.editing.places import placed
from clew_server.surveys.frame import access_survey, framed
from clew_server.surveys.keeping import ChangedSinceError
from clew_server.surveys.models import Survey

__all__ = ["as_file", "file", "seen_in", "take_back", "written"]

TAB = "surveys:edit"
_NONE = -1


def file(request: MemberRequest, survey_id: UUID) -> HttpResponse:
    """Show the file of a survey to be written; keep it, right or wrong, unless somebody else changed it meanwhile."""
    survey = access_survey(request, survey_id)
    if request.method != "POST":
        return _shown(request, survey, survey.text)
    text = request.POST.get("text", "").replace("\r\n", "\n")
    if len(text) > LARGEST:
        return _shown(
            request, survey, survey.text, problem=gettext("That is more than a survey can be; nothing is kept.")
        )
    try:
        keep(survey, text, seen_in(request))
    except ChangedSinceError:
        survey.refresh_from_db()
        return _shown(request, survey, text, is_conflict=True)
    written(request, survey)
    return redirect("surveys:file", request.workspace.id, survey.id)


def seen_in(request: HttpRequest) -> int:
    """Return the revision that a form was made of; one that was never kept where it does not say."""
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isdecimal() and len(seen) < 10 else _NONE  # noqa: PLR2004 - figures of a number


def written(request: HttpRequest, survey: Survey) -> None:
    """Say that a draft is kept, and whether it can be published."""
    errors = len(draft_of(survey).errors)
    if errors:
        messages.warning(request, gettext("Kept as a draft. What is wrong with it stands at its place."))
    else:
        messages.success(request, gettext("Kept as a draft."))


def take_back(request: MemberRequest, survey_id: UUID) -> HttpResponse:
    """Bring back what stood in the draft before the last change."""
    survey = access_survey(request, survey_id)
    try:
        is_back = undo(survey, seen_in(request))
    except ChangedSinceError:
        is_back = False
    if is_back:
        messages.success(request, gettext("The last change is undone."))
    else:
        messages.error(request, gettext("It was changed again since, so it cannot be undone here."))
    return redirect("surveys:file" if request.POST.get("view") == "file" else TAB, request.workspace.id, survey.id)


def as_file(request: MemberRequest, survey_id: UUID) -> HttpResponse:
    """Give the draft as a YAML file, exactly as it is kept."""
    survey = access_survey(request, survey_id)
    return yaml_file(survey.text, survey.name)


def yaml_file(text: str, name: str) -> HttpResponse:
    """Return a text as a YAML file to be saved."""
    response = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.yaml"'
    return response


def _shown(
    request: MemberRequest, survey: Survey, text: str, *, is_conflict: bool = False, problem: str = ""
) -> HttpResponse:
    draft = draft_of(survey, text)
    context: dict[str, Any] = {
        "text": text,
        "view": "file",
        "is_conflict": is_conflict,
        "problem": problem,
        "rows": min(max(text.count("\n") + 3, 16), 60),
        **about(survey, draft),
    }
    return framed(request, "surveys/editing/file.html", survey, context, tab=TAB, wrong=is_conflict or bool(problem))


def about(survey: Survey, draft: Draft) -> dict[str, Any]:
    """Return what both views of a draft show: what is wrong, what was not carried over, whether to undo."""
    found = placed(draft)
    before = survey.options.get(BEFORE) or {}
    return {
        "errors": [one for one in found if one.is_error],
        "advice": [one for one in found if not one.is_error],
        "carried": survey.options.get("carried"),
        "can_undo": before.get("revision") == survey.revision,
    }
