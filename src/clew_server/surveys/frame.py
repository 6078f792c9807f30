"""The frame of the pages of one survey: its title, its state, and the tabs that the reader may open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy

from clew.errors import UsageError
from clew.surveys.files.yaml_reading import read_yaml
from clew.surveys.model.texts import told
from clew_server.accounts.gate import MemberRequest
from clew_server.lakes.handles import opened
from clew_server.policy import POLICY, may
from clew_server.surveys.keeping import find
from clew_server.surveys.models import Survey

__all__ = ["PROGRAMS", "STATES", "TABS", "Head", "access_survey", "framed", "head_of"]

#: The pages of one survey, in the order of the work. A room gives its own by adding a route of that name.
TABS: dict[str, Promise] = {
    "surveys:edit": gettext_lazy("Edit"),
    "surveys:appearance": pgettext_lazy("how a survey looks", "Look"),
    "surveys:preview": gettext_lazy("Preview"),
    "surveys:versions": gettext_lazy("Versions"),
    "surveys:ways": gettext_lazy("Ways out"),
    "surveys:results": gettext_lazy("Results"),
}
STATES: dict[str, Promise] = {
    "draft": pgettext_lazy("state of a survey", "draft"),
    "open": pgettext_lazy("state of a survey", "open"),
    "closed": pgettext_lazy("state of a survey", "closed"),
}
PROGRAMS: dict[str, Promise] = {
    "relationship": gettext_lazy("relationship"),
    "transactional": gettext_lazy("after contact (transactional)"),
    "product": gettext_lazy("product"),
    "employee": gettext_lazy("employees"),
    "none": gettext_lazy("no program"),
}


@dataclass(frozen=True)
class Head:
    """What a draft says of itself, as far as it can be read: title, program and languages, "" and () where not."""

    title: str
    program: str
    languages: tuple[str, ...]

    @property
    def program_label(self) -> str | Promise:
        """The program in the reader's words."""
        return PROGRAMS.get(self.program, self.program)


def access_survey(request: MemberRequest, survey_id: UUID) -> Survey:
    """Return the survey of the request's workspace.

    Raises:
        Http404: it has none of that id, or it is deleted.
    """
    found = find(request.workspace.id, survey_id)
    if found is None:
        raise Http404
    return found


def framed(
    request: MemberRequest, template: str, survey: Survey, context: Mapping[str, Any], *, tab: str, wrong: bool = False
) -> HttpResponse:
    """Return a page of one survey; its template extends ``surveys/frame.html``. ``tab`` is the route one is at.

    ``wrong`` pages are 422, but for htmx, which would not show them. Times are shown in the workspace's zone.
    """
    shared = {
        "survey": survey,
        "head": head_of(survey, get_language() or "en"),
        "state": STATES.get(survey.state, survey.state),
        "tabs": _tabs(request, survey, tab),
        "zone": opened(request.workspace.id).store.settings.zone,
    }
    status = 422 if wrong and not getattr(request, "htmx", False) else 200
    return render(request, template, {**shared, **context}, status=status)


def _tabs(request: MemberRequest, survey: Survey, tab: str) -> list[tuple[str, Promise, bool]]:
    """Return address, label and whether one is there, of each page that exists and that the reader may open."""
    found = []
    for route, label in TABS.items():
        if route not in POLICY or not may(request.member.role, route):
            continue
        try:
            found.append((reverse(route, args=[request.workspace.id, survey.id]), label, route == tab))
        except NoReverseMatch:
            continue
    return found


def head_of(survey: Survey, language: str) -> Head:
    """Return what the draft of a survey says of itself, its title in ``language`` where it has it."""
    return _head(survey.text, survey.name, language)


@lru_cache(maxsize=512)
def _head(text: str, name: str, language: str) -> Head:
    try:
        document = read_yaml(text)
    except UsageError:
        document = None
    given = document if isinstance(document, dict) else {}
    languages = tuple(one for one in _listed(given.get("languages")) if isinstance(one, str)) or ("en",)
    title, program = given.get("title"), given.get("program")
    is_text = isinstance(title, str) or (
        isinstance(title, dict) and all(isinstance(said, str) for said in title.values())
    )
    said = told(title, language, languages[0]) if is_text else ""
    return Head(said.strip() or name, program if isinstance(program, str) else "", languages)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
