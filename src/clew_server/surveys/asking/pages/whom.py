"""The list of a way out: pasted or uploaded, told line by line what was taken, emptied."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext

from clew.errors import UsageError
from clew_server.accounts.gate import MemberRequest
from clew_server.surveys.asking.pages.access import KIND_LABELS, access_way
from clew_server.surveys.asking.whom.changing import empty_list, keep_list, why_held
from clew_server.surveys.asking.whom.lists import LARGEST, SHOWN, Read, read_list
from clew_server.surveys.frame import framed, head_of
from clew_server.surveys.keeping import live
from clew_server.surveys.models import Distribution, Participant, Survey
from clew_server.web.templatetags.clew import size

__all__ = ["people"]


def people(request: MemberRequest, survey_id: UUID, way_id: UUID) -> HttpResponse:
    """Show how many are on the list; add lines to it, or empty it, as long as it is not started."""
    survey, way = access_way(request, survey_id, way_id)
    if request.method != "POST":
        return _shown(request, survey, way)
    try:
        return _changed(request, survey, way)
    except UsageError as error:
        return _shown(request, survey, way, problem=str(error))


def _changed(request: MemberRequest, survey: Survey, way: Distribution) -> HttpResponse:
    if why := why_held(way):
        raise UsageError(why)
    if request.POST.get("do") == "empty":
        empty_list(way)
        messages.success(request, gettext("The list is empty."))
        return redirect("surveys:way_list", request.workspace.id, survey.id, way.id)
    return _taken(request, survey, way)


def _taken(request: MemberRequest, survey: Survey, way: Distribution) -> HttpResponse:
    file = request.FILES.get("file")
    body = file.read(LARGEST + 1) if file else request.POST.get("text", "").encode("utf-8", "replace")
    if not body.strip():
        return _shown(request, survey, way, problem=gettext("Paste lines, or choose a file."))
    if len(body) > LARGEST:
        said = gettext("A list has at most %(most)s; nothing was taken.") % {"most": size(LARGEST)}
        return _shown(request, survey, way, problem=said)
    asked = live(survey.id)
    languages = asked.asked.languages if asked else head_of(survey, "en").languages
    read = read_list(request.workspace.id, way.kind, languages, body)
    if read.problem:
        return _shown(request, survey, way, problem=read.problem)
    added = keep_list(way, read.people)
    return _shown(request, survey, way, read=read, added=added)


def _shown(
    request: MemberRequest, survey: Survey, way: Distribution, *, problem: str = "", read: Read | None = None,
    added: int = 0,
) -> HttpResponse:  # fmt: skip
    context = {
        "way": way,
        "kind": KIND_LABELS.get(way.kind, way.kind),
        "count": Participant.objects.filter(distribution=way).count(),
        "held": why_held(way),
        "problem": problem,
        "read": read,
        "said": _said(read, added) if read else [],
        "wrong": read.wrong[:SHOWN] if read else [],
        "wrong_more": max(0, len(read.wrong) - SHOWN) if read else 0,
        "largest": LARGEST,
        "has_phone": way.kind == "sms",
    }
    return framed(request, "surveys/asking/list.html", survey, context, tab="surveys:ways", wrong=bool(problem))


def _said(read: Read, added: int) -> list[str]:
    """Return what became of the lines, a sentence each."""
    there = len(read.people) - added
    said = [ngettext("%(n)s person was added.", "%(n)s people were added.", added) % {"n": added}]
    if there:
        said.append(ngettext("%(n)s person was on the list already.", "%(n)s people were on the list already.", there))
        said[-1] %= {"n": there}
    if read.merged:
        said.append(ngettext("%(n)s line named somebody again.", "%(n)s lines named somebody again.", read.merged))
        said[-1] %= {"n": read.merged}
    if read.left_out:
        names = ", ".join(read.left_out[:10])
        said.append(gettext("Columns whose names no text could use were left out: %(names)s.") % {"names": names})
    return said
