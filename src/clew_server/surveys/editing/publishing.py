"""Publish a draft, having seen what changes for its answers; open and close; what another tool would get."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from clew.errors import UsageError
from clew.surveys import Survey as Asked
from clew.surveys.exchange.surveyjs_files.surveyjs_out import write_surveyjs
from clew.surveys.versions.change import Change, Level, worst
from clew.surveys.versions.diff import diff
from clew_server.accounts.gate import MemberRequest
from clew_server.surveys import keeping
from clew_server.surveys.editing.drafts import CARRIED, draft_of
from clew_server.surveys.editing.filing import about, seen_in
from clew_server.surveys.frame import access_survey, framed
from clew_server.surveys.models import Survey
from clew_server.surveys.models.kept import LONGEST_NAME

__all__ = ["LEVELS", "carried", "change_state", "compared", "publish", "surveyjs", "surveyjs_file"]

EDIT, VERSIONS = "surveys:edit", "surveys:versions"
LEVELS: dict[Level, tuple[Promise, Promise]] = {
    "comparable": (gettext_lazy("comparable"), gettext_lazy("Answers from before and after can be counted together.")),
    "with care": (
        gettext_lazy("with care"),
        gettext_lazy("They are answers to the same questions, but a difference may come from the change."),
    ),
    "new series": (
        gettext_lazy("new series"),
        gettext_lazy("Answers from before and after must not be counted together where it says so."),
    ),
}


def publish(request: MemberRequest, survey_id: UUID) -> HttpResponse:
    """Show what publishing changes for the answers; publish what was shown, and nothing that was written since."""
    survey = access_survey(request, survey_id)
    if request.method != "POST":
        return _shown(request, survey)
    note = " ".join(request.POST.get("note", "").split())[:LONGEST_NAME]
    if seen_in(request) != survey.revision:
        return _shown(request, survey, note, is_conflict=True)
    if draft_of(survey).errors:
        return _shown(request, survey, note)
    if (chosen := request.POST.get("anonymous")) in {"yes", "no"} and _may_choose(survey):
        Survey.objects.filter(pk=survey.pk, published=None).update(is_anonymous=chosen == "yes")
        survey.refresh_from_db()
    version = keeping.publish(survey, request.user, note)
    said = gettext("Version %(number)s is published: it is open for answers.") % {"number": version.number}
    messages.success(request, said)
    return redirect(VERSIONS, request.workspace.id, survey.id)


def _may_choose(survey: Survey) -> bool:
    """Return whether it can still be said that answers are anonymous: before the first version, and any way out."""
    return survey.published is None and not survey.distributions.exists()


def compared(old: Asked | None, new: Asked) -> dict[str, Any]:
    """Return what changed from one survey to another, each with what it means, and what all of it means together."""
    changes: list[Change] = diff(old, new) if old is not None else []
    level = worst(changes)
    return {
        "changes": [(change, LEVELS[change.answers][0]) for change in changes],
        "level": level,
        "meant": LEVELS[level],
    }


def _shown(request: MemberRequest, survey: Survey, note: str = "", *, is_conflict: bool = False) -> HttpResponse:
    draft = draft_of(survey)
    last = survey.versions.filter(number=survey.published).first() if survey.published else None
    old = keeping.asked_in(last) if last else None
    context: dict[str, Any] = {
        "note": note,
        "last": last,
        "is_same": draft.asked is not None and draft.asked == old,
        "is_conflict": is_conflict,
        "longest": LONGEST_NAME,
        "may_choose": _may_choose(survey),
        **about(survey, draft),
        **(compared(old, draft.asked) if draft.asked else {}),
    }
    wrong = is_conflict or (request.method == "POST" and bool(draft.errors))
    return framed(request, "surveys/editing/publish.html", survey, context, tab=EDIT, wrong=wrong)


def change_state(request: MemberRequest, survey_id: UUID) -> HttpResponse:
    """Open a published survey for answers, or close it."""
    survey = access_survey(request, survey_id)
    is_open = request.POST.get("do") == "open"
    try:
        keeping.set_state(survey, is_open=is_open)
    except UsageError:
        messages.error(request, gettext("Publish the survey first."))
    else:
        said = gettext("It is open for answers.") if is_open else gettext("It is closed: who comes now is told so.")
        messages.success(request, said)
    return redirect(EDIT, request.workspace.id, survey.id)


def carried(request: MemberRequest, survey_id: UUID) -> HttpResponse:
    """Take away the list of what could not be carried over: somebody has read it."""
    survey = access_survey(request, survey_id)
    with transaction.atomic():
        mine = Survey.objects.select_for_update().get(pk=survey.pk)
        mine.options.pop(CARRIED, None)
        mine.save(update_fields=["options"])
    return redirect(EDIT, request.workspace.id, survey.id)


def surveyjs(request: MemberRequest, survey_id: UUID) -> HttpResponse:
    """Show what is left out where the survey is carried to SurveyJS, before the file is taken."""
    survey = access_survey(request, survey_id)
    draft = draft_of(survey)
    losses = write_surveyjs(draft.asked)[1] if draft.asked else []
    context = {"losses": list(dict.fromkeys(losses)), "is_whole": draft.asked is not None, **about(survey, draft)}
    return framed(request, "surveys/editing/surveyjs.html", survey, context, tab=EDIT)


def surveyjs_file(request: MemberRequest, survey_id: UUID) -> HttpResponse:
    """Give the draft as SurveyJS reads it; a wrong one leads to what is wrong."""
    survey = access_survey(request, survey_id)
    asked = draft_of(survey).asked
    if asked is None:
        return redirect("surveys:surveyjs", request.workspace.id, survey.id)
    body = msgspec.json.format(msgspec.json.encode(write_surveyjs(asked)[0]), indent=2)
    response = HttpResponse(body, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{survey.name}.json"'
    return response
