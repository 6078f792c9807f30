"""One response as results see it: the answers on its way, how far it came, what is known of how it came in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from clew.surveys.model.questions import Asked
from clew.surveys.model.survey import Survey
from clew.surveys.running.answer import Answer, Answers
from clew.surveys.running.route import Fields, route

__all__ = ["Returned", "returned"]


@dataclass(frozen=True, slots=True)
class Returned:
    """One response. ``given`` holds the answer to each question it was shown, ``at`` is the page it stopped at.

    ``unit`` is the same for responses of one customer. ``weight`` is 1 / the probability of being asked. ``flags`` are
    what looked odd while it came in. ``waited`` are the seconds from being asked to beginning, of who was asked.
    ``is_public``: nobody invited it. ``is_rough``: its times are those of an hour.
    """

    key: str
    version: int
    given: Mapping[str, Answer]
    left: tuple[str, ...] = ()
    at: str | None = None
    language: str = ""
    way: str = ""
    unit: str = ""
    weight: float = 1.0
    seconds: Mapping[str, float] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    began_at: datetime | None = None
    finished_at: datetime | None = None
    waited: float | None = None
    is_public: bool = False
    is_rough: bool = False

    @property
    def is_finished(self) -> bool:
        """Whether nothing more was to be asked."""
        return self.at is None

    @property
    def is_answered(self) -> bool:
        """Whether any question has an answer of substance."""
        return any(answer.state == "given" for answer in self.given.values())


def returned(
    survey: Survey,
    answers: Answers,
    fields: Fields | None = None,
    *,
    key: str,
    version: int = 1,
    is_clicked: bool = False,
    is_open: bool = False,
    **more: object,
) -> Returned:
    """Return a response of what was saved: answers off its way count for nothing.

    ``is_clicked``: all it has is an answer clicked in an e-mail, and no page was sent: the answer counts, yet whoever
    clicked is still at its page, even where nothing else is asked. ``is_open``: it was not sent to its end; whoever
    answered all of the last page and only chose another language there is still at that page.
    """
    way = route(survey, answers, fields)
    passed = [(question, answer) for page in way.passed for question, answer in page.answers]
    here = [(question, answers[question.id]) for question in way.shown if question.id in answers]
    given = {question.id: answer for question, answer in (*passed, *here) if isinstance(question, Asked)}
    left = () if is_clicked else tuple(page.page.id for page in way.passed)
    at = way.page.id if way.page else None
    if is_clicked and way.passed:
        at = way.passed[0].page.id
    elif is_open and at is None and left:
        *left_before, at = left
        left = tuple(left_before)
    return Returned(key, version, given, left, at, **more)  # type: ignore[arg-type]
