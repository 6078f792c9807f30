"""The questions of one page asked together: what they share is read once, two at a time."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from clew.questions.answer import Answer
from clew.questions.asking import answer
from clew.questions.cache import AnswerCache
from clew.questions.gathering.lake import Engine
from clew.questions.gathering.working import reader_of
from clew.questions.plan import Plan, make_plan
from clew.questions.question import Question
from clew.questions.spans.reading import load_spans, spans_of
from clew.questions.timing.windows import compared_window, own_window

__all__ = ["ask_together"]

#: While the engine counts for one question, Python compiles and finishes another.
THREADS = 2


def ask_together(
    questions: Sequence[Question], lake: Any, engine: Engine, cache: AnswerCache | None = None
) -> list[Answer]:
    """Return the answers to ``questions`` over the snapshot ``lake``, in their order, each as if asked alone.

    Questions of one thing that differ in when (the month, the month before, thirteen weeks) are read by one or two
    statements. What ``cache`` knows is taken from it, and what it does not know is kept in it. Raises what ``answer``
    raises, for the first question that cannot be answered.
    """
    known = [cache.known(question, lake) if cache else None for question in questions]
    open_places = [place for place, found in enumerate(known) if found is None]
    groups: dict[Any, list[int]] = {}
    for place in open_places:
        groups.setdefault(_thing(questions[place]), []).append(place)

    def work(places: list[int]) -> list[Answer]:
        asked = [questions[place] for place in places]
        _read_ahead(asked, lake, engine)
        return [answer(question, lake, engine) for question in asked]

    found: dict[int, Answer] = {}
    # what needs several tables takes the longest, and begins first
    ordered = sorted(groups.values(), key=lambda places: bool(make_plan(questions[places[0]]).metric.rowwise))
    with ThreadPoolExecutor(THREADS, "clew-page") as pool:
        for places, answers in zip(ordered, pool.map(work, ordered), strict=True):
            found |= dict(zip(places, answers, strict=True))
    if cache:
        found = {place: cache.keep(questions[place], lake, each) for place, each in found.items()}
    return [found[place] if each is None else each for place, each in enumerate(known)]


def _thing(question: Question) -> Any:
    """Return what the question asks about, without when and how it is shown."""
    parameters = tuple(sorted(question.parameters.items()))
    where = tuple(sorted((given.field, given.operator, given.value) for given in question.where))
    by = (*question.by, question.compare if question.compare not in {"previous", "year"} else None)
    rest = (question.weighted, question.together, question.as_of, question.zone)
    return question.metric, question.statistic, parameters, by, where, rest


def _read_ahead(questions: Sequence[Question], lake: Any, engine: Engine) -> None:
    """Read the spans of all ``questions``, which ask about one thing, so that each finds its own."""
    plans = [make_plan(question) for question in questions]
    if len(plans) < 2:  # noqa: PLR2004 - one alone reads its own
        return
    reader = reader_of(plans[0], lake, engine)
    spans = [part.span for plan in plans for part in _parts(reader, plan)]
    load_spans(reader, plans[0], own_window(reader, plans[0]), spans)


def _parts(reader: Any, plan: Plan) -> list[Any]:
    window = own_window(reader, plan)
    windows = [window, compared_window(plan, window)]
    return [part for each in windows if each for part in spans_of(plan, each) or ()]
