"""Where somebody stands in a survey: a page as it is on their way, which page follows, which came before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from clew.surveys import Survey
from clew.surveys.running import Answer, Answers, Route, read_form, route
from clew.surveys.running.fields import Form
from clew.surveys.running.form import ASKED
from clew.surveys.running.route import questions_shown

__all__ = ["at_page", "clicked", "ends", "first_page", "following", "on_the_way", "page_before"]

Fields = Mapping[str, str]


def first_page(survey: Survey, answers: Answers, fields: Fields) -> Route:
    """Return the first page that is shown; where nothing at all is shown, the way is finished."""
    start = route(survey, {}, fields)
    return _with_answers(start, answers)


def at_page(survey: Survey, page: str, answers: Answers, fields: Fields) -> Route | None:
    """Return the way as it stands when a page is shown; None where the page is not on the way, or not reached yet.

    Of a page that was left it is the way up to it, with the questions that its kept answers bring up.
    """
    whole = route(survey, answers, fields)
    if whole.page is not None and whole.page.id == page:
        return whole
    place = next((at for at, passed in enumerate(whole.passed) if passed.page.id == page), None)
    if place is None:
        return None
    before = {question.id: answer for passed in whole.passed[:place] for question, answer in passed.answers}
    return _with_answers(route(survey, before, fields), answers)


def following(way: Route, page: str) -> str:
    """Return the page that comes after another on a way; "" where that is the end."""
    pages = [passed.page.id for passed in way.passed] + ([way.page.id] if way.page else [])
    if page in pages[:-1]:
        return pages[pages.index(page) + 1]
    return way.page.id if way.page else ""


def ends(way: Route, page: str) -> bool:
    """Return whether a way ends with a page: all of it is answered, and no other page is left to be sent."""
    return way.is_finished and not following(way, page)


def page_before(way: Route) -> str:
    """Return the page that was left before this one; "" where it is the first."""
    return way.passed[-1].page.id if way.passed else ""


def on_the_way(way: Route) -> dict[str, Answer]:
    """Return the answers that count: those on the pages that were left."""
    return {question.id: answer for passed in way.passed for question, answer in passed.answers}


def clicked(way: Route, query: Form) -> dict[str, Answer]:
    """Return what an address (``?q.score=9``) answers of a page; what makes no sense answers nothing.

    >>> from clew.surveys import load_survey
    >>> page = "{id: one, questions: [{id: score, type: nps, text: How?}]}"
    >>> survey = load_survey(f"{{format: 1, id: a, title: A, program: none, pages: [{page}]}}")
    >>> clicked(route(survey, {}), {"q.score": ["9"]})["score"].rating, clicked(route(survey, {}), {"q.score": ["99"]})
    (9, {})
    """
    if way.page is None:
        return {}
    said = {name for name in query if name.startswith("q.")}
    meant = [question.id for question in way.page.questions if f"q.{question.id}" in said]
    if not meant:
        return {}
    found = read_form(way.page, {**query, ASKED: meant}, way.known).answers
    return {name: answer for name, answer in found.items() if name in meant and answer.state == "given"}


def _with_answers(way: Route, answers: Answers) -> Route:
    if way.page is None:
        return way
    return replace(way, shown=tuple(questions_shown(way.page, answers, way.known)))
