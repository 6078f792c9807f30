"""A survey with every type of question in four languages, and pages of it, for tests and for pictures."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from clew.surveys import load_survey
from clew.surveys.model.survey import Survey
from clew.surveys.running import Route, route
from clew_server.surveys.answering.pages import Shown
from clew_server.surveys.keeping import Live
from clew_server.surveys.look import Look

__all__ = ["EVERYTHING", "live_of", "page_of", "shown_of"]

EVERYTHING = (Path(__file__).parent / "everything.yaml").read_text(encoding="utf-8")


def live_of(text: str = EVERYTHING, *, is_anonymous: bool = False, **look: str) -> Live:
    """Return a survey as it is answered, of a workspace that nobody opens."""
    asked = load_survey(text)
    return Live(UUID(int=1), UUID(int=2), asked.id, "open", is_anonymous, 1, "0" * 64, asked, Look(**look))


def page_of(survey: Survey, name: str, **fields: str) -> Route:
    """Return a survey's page with all its questions, as if what comes before it was left blank."""
    page = next(page for page in survey.pages if page.id == name)
    begun = route(survey, {}, fields)
    passed = survey.pages.index(page)
    return Route(begun.passed, page, page.questions, passed / len(survey.pages), begun.known)


def shown_of(live: Live, page: str, language: str = "en", fields: dict[str, str] | None = None, **more: Any) -> Shown:
    """Return a page of a survey for one person."""
    known = {"answers": {}, "flaws": (), "action": "/s/r/1/page", "seed": "seed", "sealed": "sealed", **more}
    return Shown(live=live, language=language, route=page_of(live.asked, page, **(fields or {})), **known)
