"""Random responses to the survey of every type, as a form would have sent them, for oracles."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from clew.surveys import load_survey
from clew.surveys.model.questions import Matrix, Multiple, Ranking, Statement, option_ids, scale_of
from clew.surveys.results.returned import returned
from clew.surveys.running import Answer, route

from ..conftest import EVERY_TYPE  # noqa: TID252 - a survey beside the tests

SURVEY = load_survey(EVERY_TYPE)
START = datetime(2026, 3, 1, 8, tzinfo=UTC)


def answer_to(question, rng):  # noqa: PLR0911 - one a type
    """Return a random answer: blank, does not apply, or one of its type."""
    if isinstance(question, Statement):
        return Answer()
    if rng.random() < 0.15:
        return Answer(state=rng.choice(["missing", "not_applicable"]))
    scale, options = scale_of(question), option_ids(question)
    if isinstance(question, Matrix):
        kept = [row.id for row in question.rows if rng.random() < 0.8]
        each = {
            row: Answer(rating=rng.randint(scale.min, scale.max)) if scale else Answer(choices=(rng.choice(options),))
            for row in kept
        }
        return Answer(rows=each) if each else Answer(state="missing")
    if scale:
        return Answer(rating=rng.randint(scale.min, scale.max))
    if isinstance(question, Multiple):
        return Answer(choices=tuple(o for o in options if rng.random() < 0.5) or options[:1])
    if isinstance(question, Ranking):
        return Answer(choices=tuple(rng.sample(options, rng.randint(1, len(options)))))
    if options:
        return Answer(choices=(rng.choice(options),))
    return Answer(words=rng.choice(["Late.", "Kind people", "A long sentence about a parcel that never came at all."]))


def answers_of(survey, rng, stop=0.1):
    """Return the answers of one who may stop at any page, and the seconds each page took."""
    answers, seconds = {}, {}
    while (way := route(survey, answers)).page is not None:
        if rng.random() < stop:
            break
        answers |= {question.id: answer_to(question, rng) for question in way.shown if question.id not in answers}
        seconds[way.page.id] = round(rng.uniform(5, 40), 1)
    return answers, seconds


def responses(seed, count, survey=SURVEY, **more):
    """Return so many random responses."""
    rng = random.Random(seed)  # noqa: S311
    found = []
    for at in range(count):
        answers, seconds = answers_of(survey, rng)
        began = START + timedelta(minutes=rng.randint(0, 50_000))
        found.append(
            returned(
                survey, answers, key=f"r{at}", seconds=seconds, weight=rng.choice([1.0, 2.0, 4.0]), began_at=began,
                finished_at=began + timedelta(minutes=3), **more,
            )
        )  # fmt: skip
    return found
