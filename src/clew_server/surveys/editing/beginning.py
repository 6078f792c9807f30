"""The page on which a survey begins: ready, from a file, or nearly empty; anonymous or not."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, gettext_lazy

from clew.errors import ClewError
from clew.surveys.ready.ready import READY, ready_survey
from clew_server.accounts.gate import MemberRequest
from clew_server.company.told import language_name
from clew_server.surveys.editing.drafts import begin
from clew_server.surveys.editing.making import Made, from_file, from_nothing, from_ready
from clew_server.surveys.frame import PROGRAMS

__all__ = ["new"]

LANGUAGES = ("en", "pl", "ro", "ru")
#: Losses that are kept to be read; a file with more is another survey.
MOST_LOSSES = 300
SAID: dict[str, tuple[Promise, Promise]] = {
    "relationship": (
        gettext_lazy("How they see us"),
        gettext_lazy("How likely to recommend and why, how satisfied with each area, what to do better."),
    ),
    "after-contact": (
        gettext_lazy("After a contact"),
        gettext_lazy("How satisfied with a contact, was it solved, how easy was it, how did it feel."),
    ),
    "nps": (gettext_lazy("Likely to recommend (NPS)"), gettext_lazy("One score, and why.")),
    "csat": (gettext_lazy("Satisfied (CSAT)"), gettext_lazy("How satisfied with the last contact, and why.")),
    "ces": (gettext_lazy("How easy it was (CES)"), gettext_lazy("How easy it was to handle an issue, and why.")),
}
FILE, EMPTY = "file", "empty"


def new(request: MemberRequest) -> HttpResponse:
    """Show ways to begin; make a survey of the one that was chosen, and go on to its page."""
    if request.method != "POST":
        return _shown(request, {"from": "relationship", "languages": [_own_language()], "program": "transactional"})
    try:
        made, problem = _made(request)
    except ClewError as error:
        made, problem = None, str(error)
    if made is None:
        return _shown(request, {**request.POST.dict(), "languages": request.POST.getlist("languages")}, problem)
    survey = begin(
        request.workspace, request.user, made.text, wanted=made.wanted, carried=_carried(made),
        is_anonymous=request.POST.get("anonymous") == "yes",
    )  # fmt: skip
    return redirect("surveys:edit", request.workspace.id, survey.id)


def _made(request: MemberRequest) -> tuple[Made | None, str]:
    """Return the file to begin with, or what is missing in the form."""
    begins = request.POST.get("from", "")
    if begins == FILE:
        file = request.FILES.get("file")
        if file is None:
            return None, gettext("Choose the file to begin with.")
        return from_file(file.read(), str(file.name)), ""
    languages = [code for code in LANGUAGES if code in request.POST.getlist("languages")]
    if not languages:
        return None, gettext("Choose a language at least.")
    first = request.POST.get("first", "")
    languages.sort(key=lambda code: code != first)
    if begins in READY:
        return from_ready(begins, languages), ""
    title, program = request.POST.get("title", "").strip()[:200], request.POST.get("program", "")
    if begins != EMPTY or not title or program not in PROGRAMS:
        return None, gettext("Give the survey a title and say which program it belongs to.")
    return from_nothing(title, languages, program), ""


def _carried(made: Made) -> dict[str, Any] | None:
    losses = [[loss.where, loss.message] for loss in made.losses[:MOST_LOSSES]]
    return {"losses": losses, "all": len(made.losses)} if losses else None


def _shown(request: MemberRequest, form: dict[str, Any], problem: str = "") -> HttpResponse:
    context = {
        "form": form,
        "problem": problem,
        "ready": [(name, *SAID[name], _languages(name)) for name in READY],
        "offered": [(code, language_name(code)) for code in LANGUAGES],
        "programs": PROGRAMS,
    }
    return render(request, "surveys/editing/new.html", context, status=422 if problem else 200)


def _languages(name: str) -> str:
    return ", ".join(ready_survey(name).languages)


def _own_language() -> str:
    code = (get_language() or "en").split("-")[0]
    return code if code in LANGUAGES else "en"
