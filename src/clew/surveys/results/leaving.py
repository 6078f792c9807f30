"""Where people leave a survey, and how long it takes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clew.stats.estimate import Estimate
from clew.stats.quantile import quantile
from clew.surveys.model.survey import Survey
from clew.surveys.results.funnel import share
from clew.surveys.results.returned import Returned

__all__ = ["Leaving", "leaving", "time_taken"]


@dataclass(frozen=True, slots=True)
class Leaving:
    """One page: how many came to it, how many stopped there (so far), and the median seconds of those who went on."""

    page: str
    reached: int
    stopped: int
    share: Estimate
    seconds: Estimate


def leaving(survey: Survey, came: Sequence[Returned]) -> list[Leaving]:
    """Return each page in order; who was led past a page did not come to it.

    >>> from clew.surveys import load_survey
    >>> from clew.surveys.results.returned import returned
    >>> page = "{id: one, questions: [{id: score, type: nps, text: Recommend?}]}"
    >>> survey = load_survey(f"{{format: 1, id: a, title: A, program: none, pages: [{page}]}}")
    >>> leaving(survey, [returned(survey, {}, key="r1")])[0].share.value
    1.0
    """
    found = []
    for page in survey.pages:
        stopped = sum(one.at == page.id for one in came)
        left = [one for one in came if page.id in one.left]
        times = [one.seconds[page.id] for one in left if page.id in one.seconds]
        reached = stopped + len(left)
        found.append(Leaving(page.id, reached, stopped, share(stopped, reached), quantile(times, 0.5)))
    return found


def time_taken(came: Sequence[Returned]) -> Estimate:
    """Return the median of the seconds that those who finished spent on pages; breaks between them do not count."""
    times = [sum(one.seconds.values()) for one in came if one.is_finished and one.seconds]
    return quantile(times, 0.5)
