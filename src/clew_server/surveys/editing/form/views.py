"""The form of a draft over HTTP: each button is a POST that keeps what is typed and shows the page again."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext

from clew.surveys.files.file import document_text
from clew_server.accounts.gate import MemberRequest
from clew_server.surveys.editing.drafts import Draft, draft_of, keep
from clew_server.surveys.editing.filing import about, seen_in
from clew_server.surveys.editing.form.doing import Document, part_at
from clew_server.surveys.editing.form.fields import TYPES
from clew_server.surveys.editing.form.outline import cards_of, opened_card
from clew_server.surveys.editing.form.parts import languages_of
from clew_server.surveys.editing.form.stepping import stepped
from clew_server.surveys.editing.form.writing import found_at, written
from clew_server.surveys.editing.places import placed
from clew_server.surveys.editing.rewriting import rewritten
from clew_server.surveys.frame import access_survey, framed
from clew_server.surveys.keeping import ChangedSinceError
from clew_server.surveys.models import Survey

__all__ = ["edit"]

TAB = "surveys:edit"


def edit(request: MemberRequest, survey_id: UUID) -> HttpResponse:
    """Show a draft as cards, one of them open; do what a button says, keep it, and show it again."""
    survey = access_survey(request, survey_id)
    draft = draft_of(survey)
    if request.method != "POST":
        return _shown(request, survey, draft, request.GET.get("open", ""))
    if draft.document is None:
        return redirect("surveys:file", request.workspace.id, survey.id)
    return _done(request, survey, draft.document)


def _done(request: MemberRequest, survey: Survey, document: Document) -> HttpResponse:
    """Keep what stands in the open card, and do what the button says: nothing that was typed is lost by any of them."""
    do, _, place = request.POST.get("do", "").partition(":")
    card = request.POST.get("card", "")
    new, told = written(request.POST, document, card) if card else (document, [])
    step = stepped(new, do, place, card, request.POST.get(f"new.{place}", ""))
    text, lost = rewritten(survey.text, document, step.document)
    is_same = text == survey.text
    if not _kept(survey, text, seen_in(request)):
        survey.refresh_from_db()
        return _conflict(request, survey, card)
    if not is_same:
        _say(request, [*told, *step.told], lost)
    elif do not in {"open", "keep"}:
        messages.info(request, gettext("Nothing was changed."))
    query = urlencode({key: said for key, said in (("open", step.opens), ("at", step.at)) if said})
    return redirect(f"{reverse(TAB, args=[request.workspace.id, survey.id])}?{query}#{step.opens or card or 'top'}")


def _kept(survey: Survey, text: str, seen: int) -> bool:
    """Keep a draft, and return whether it is kept: it is not where somebody changed it since."""
    if text == survey.text:
        return seen == survey.revision
    try:
        keep(survey, text, seen)
    except ChangedSinceError:
        return False
    return True


def _say(request: MemberRequest, told: list[str], lost: list[str]) -> None:
    for said in told:
        messages.warning(request, said)
    if lost:
        said = ngettext(
            "%(n)s comment of the file could not be kept: %(lost)s. Undo the last change to have it back.",
            "%(n)s comments of the file could not be kept: %(lost)s. Undo the last change to have them back.",
            len(lost),
        ) % {"n": len(lost), "lost": "; ".join(lost[:5])}
        messages.warning(request, said)
    if not told and not lost:
        messages.success(request, gettext("Kept as a draft."))


def _conflict(request: MemberRequest, survey: Survey, card: str) -> HttpResponse:
    """Show what was typed over what stands there now; nothing of it is kept."""
    draft = draft_of(survey)
    if draft.document is None or not card:
        return _shown(request, survey, draft, "", is_conflict=True)
    new, _ = written(request.POST, draft.document, card)
    place, _ = found_at(draft.document, card, request.POST.get("name", ""))
    typed = draft_of(survey, document_text(new))
    return _shown(request, survey, typed, place, is_conflict=True)


def _shown(
    request: MemberRequest, survey: Survey, draft: Draft, opens: str, *, is_conflict: bool = False
) -> HttpResponse:
    document, spoken = draft.document, (get_language() or "en").split("-")[0]
    languages, wrongs = languages_of(document), placed(draft)
    context: dict[str, Any] = {"view": "form", "is_conflict": is_conflict, "types": TYPES, **about(survey, draft)}
    if document is not None:
        part = part_at(document, opens) if opens else None
        card = opened_card(document, opens, part, wrongs, languages) if part is not None else None
        context |= {
            "document": document,
            "pages": cards_of(document, wrongs, languages, spoken),
            "card": card,
            "opens": opens if card else "",
            "sends": opens if card else "outline",
            "at": request.GET.get("at") or (card.aim if card else ""),
            "own": [one for one in wrongs if not one.problem.where.startswith("pages")],
            "in_languages": languages,
        }
    return framed(request, "surveys/editing/edit.html", survey, context, tab=TAB, wrong=is_conflict)
