"""The figures of each question: what was answered, how often, with which interval, and who did not answer and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from clew.stats.estimate import Estimate
from clew.stats.mean import mean
from clew.stats.nps import nps
from clew.stats.proportion import proportion
from clew.stats.sketch import Sketch
from clew.surveys.model.questions import Asked, Ces, Matrix, Multiple, Ranking, option_ids, scale_of
from clew.surveys.model.survey import Survey
from clew.surveys.results.returned import Returned
from clew.surveys.running.answer import MISSING, Answer

__all__ = ["Bar", "Figure", "figures", "scores_of"]

#: CSAT counts the highest boxes of a scale, so many of them.
BOXES = 2
#: From which rating of NPS one is a promoter, and up to which a detractor.
PROMOTER, DETRACTOR = 9, 6
Each = tuple[Returned, Answer]


@dataclass(frozen=True, slots=True)
class Bar:
    """One rating or option: how many gave it, and which share of those who answered."""

    name: str
    count: int
    share: Estimate


@dataclass(frozen=True, slots=True)
class Figure:
    """What was answered to one question, or to one row of a matrix (``question`` is then ``id.row``).

    ``kind`` is nps, csat, ces, rating, choice, several, ranking, matrix or text; ``scores`` by name in the unit of the
    answers (NPS -1..1). ``not_reached``: they stopped before it; ``not_asked``: their way led past it.
    """

    question: str
    kind: str
    given: int
    missing: int
    not_applicable: int
    not_asked: int
    not_reached: int
    scores: tuple[tuple[str, Estimate], ...] = ()
    bars: tuple[Bar, ...] = ()
    rows: tuple[Figure, ...] = ()

    def score(self, name: str) -> Estimate | None:
        """Return the score of that name."""
        return dict(self.scores).get(name)


@dataclass(frozen=True, slots=True)
class _How:
    """How figures are counted."""

    weighted: bool
    level: float


def figures(survey: Survey, came: Sequence[Returned], *, weighted: bool = False, level: float = 0.95) -> list[Figure]:
    """Return the figures of all questions in their order, weighted by 1 / the probability of being asked on request.

    >>> from clew.surveys import load_survey
    >>> from clew.surveys.results.returned import returned
    >>> page = "{id: one, questions: [{id: score, type: nps, text: Recommend?}]}"
    >>> survey = load_survey(f"{{format: 1, id: a, title: A, program: none, pages: [{page}]}}")
    >>> came = [returned(survey, {"score": Answer(rating=n)}, key=str(n)) for n in (10, 9, 7, 3)]
    >>> figures(survey, came)[0].score("nps").value
    0.25
    """
    how = _How(weighted, level)
    place = {question.id: page.id for page in survey.pages for question in page.questions}
    order = {page.id: at for at, page in enumerate(survey.pages)}
    found = []
    for question in survey.questions:
        if isinstance(question, Asked):
            at = order[place[question.id]]
            asked = [(one, one.given[question.id]) for one in came if question.id in one.given]
            passed = [one for one in came if one.at is None or order.get(one.at, len(order)) > at]
            unasked = sum(question.id not in one.given for one in passed)
            found.append(_figure(question, asked, unasked, len(came) - len(asked) - unasked, how))
    return found


def _figure(question: Asked, asked: Sequence[Each], not_asked: int, not_reached: int, how: _How) -> Figure:
    counts = _counts(question.id, _kind(question), asked, not_asked, not_reached)
    if isinstance(question, Matrix):
        rows = tuple(_row(question, row.id, asked, (not_asked, not_reached), how) for row in question.rows)
        return _with(counts, rows=rows)
    given = [(one, answer) for one, answer in asked if answer.state == "given"]
    scores, bars = _read(question, given, how)
    return _with(counts, scores=scores, bars=bars)


def _row(question: Matrix, row: str, asked: Sequence[Each], left: tuple[int, int], how: _How) -> Figure:
    """Return the figures of a row: where the whole was left blank or does not apply, so was the row."""
    each = [(one, answer.rows.get(row, MISSING) if answer.state == "given" else answer) for one, answer in asked]
    counts = _counts(f"{question.id}.{row}", _kind(question, is_row=True), each, *left)
    given = [(one, answer) for one, answer in each if answer.state == "given"]
    scores, bars = _read(question, given, how)
    return _with(counts, scores=scores, bars=bars)


def _kind(question: Asked, *, is_row: bool = False) -> str:
    if isinstance(question, Matrix) and not is_row:
        return "matrix"
    scale = scale_of(question)
    if scale:
        return scale.metric
    if isinstance(question, Multiple):
        return "several"
    if isinstance(question, Ranking):
        return "ranking"
    return "choice" if option_ids(question) else "text"


def _counts(name: str, kind: str, asked: Sequence[Each], not_asked: int, not_reached: int) -> Figure:
    states = [answer.state for _, answer in asked]
    return Figure(
        name,
        kind,
        states.count("given"),
        states.count("missing"),
        states.count("not_applicable"),
        not_asked,
        not_reached,
    )


def _with(figure: Figure, **more: object) -> Figure:
    names = ("question", "kind", "given", "missing", "not_applicable", "not_asked", "not_reached")
    return Figure(*(getattr(figure, name) for name in names), **more)  # type: ignore[arg-type]


def _read(
    question: Asked, given: Sequence[Each], how: _How
) -> tuple[tuple[tuple[str, Estimate], ...], tuple[Bar, ...]]:
    """Return scores and bars of the answers that were given."""
    sketch = _sketcher(given, how)
    scale = scale_of(question)
    if scale:
        bars = tuple(
            _bar(str(rating), [answer.rating == rating for _, answer in given], sketch, how.level)
            for rating in range(scale.min, scale.max + 1)
        )
        return tuple(_scores(question, given, sketch, how.level)), bars
    if isinstance(question, Ranking):
        return tuple(_places(question, given, how)), tuple(
            _bar(option, [answer.choices[:1] == (option,) for _, answer in given], sketch, how.level)
            for option in option_ids(question)
        )
    options = option_ids(question)
    bars = tuple(
        _bar(option, [option in answer.choices for _, answer in given], sketch, how.level) for option in options
    )
    return (), bars


Sketching = Callable[[Sequence[float | bool]], Sketch]


def _sketcher(given: Sequence[Each], how: _How) -> Sketching:
    """Return what makes a sketch of one y for each answer: weighted, and knowing who answered more than once."""
    weights = [one.weight for one, _ in given] if how.weighted else None
    units = [one.unit or f"\0{at}" for at, (one, _) in enumerate(given)]
    repeated = units if len(set(units)) < len(units) else None
    return lambda values: Sketch.of([float(value) for value in values], weights, repeated)


def _bar(name: str, chosen: Sequence[bool], sketch: Sketching, level: float) -> Bar:
    return Bar(name, sum(chosen), proportion(sketch(chosen), level))


def _scores(question: Asked, given: Sequence[Each], sketch: Sketching, level: float) -> Iterator[tuple[str, Estimate]]:
    scale = scale_of(question)
    if scale is None:
        return
    ratings = [float(answer.rating or 0) for _, answer in given]
    for name, values in scores_of(question, ratings):
        if name == "nps":
            yield name, nps(sketch(values), level)
        elif name == "mean":
            yield name, mean(sketch(values), level, (scale.min, scale.max))
        else:
            yield name, proportion(sketch(values), level)


def scores_of(question: Asked, ratings: Sequence[float]) -> Iterator[tuple[str, list[float]]]:
    """Yield each score a question has, the one that stands for it first, with y of each rating.

    >>> from clew.surveys.model.questions import Csat
    >>> dict(scores_of(Csat(id="s", text="?"), [5, 3]))
    {'satisfied': [1.0, 0.0], 'mean': [5, 3]}
    """
    scale = scale_of(question)
    if scale is None:
        return
    if scale.metric == "nps":
        yield "nps", [float((r >= PROMOTER) - (r <= DETRACTOR)) for r in ratings]
        yield "promoters", [float(r >= PROMOTER) for r in ratings]
        yield "passives", [float(DETRACTOR < r < PROMOTER) for r in ratings]
        yield "detractors", [float(r <= DETRACTOR) for r in ratings]
    elif scale.metric == "csat":
        yield "satisfied", [float(r > scale.max - BOXES) for r in ratings]
    if scale.metric != "nps":
        yield "mean", list(ratings)
    if scale.metric == "ces":
        sign = -1 if isinstance(question, Ces) and question.version == "v1" else 1
        middle = scale.min + scale.max
        yield "easy", [float(sign * (2 * r - middle) > 0) for r in ratings]
        yield "hard", [float(sign * (2 * r - middle) < 0) for r in ratings]


def _places(question: Ranking, given: Sequence[Each], how: _How) -> Iterator[tuple[str, Estimate]]:
    """Yield the mean place of each option among those who gave it one; 1 is the first."""
    for option in option_ids(question):
        placed = [(one, answer) for one, answer in given if option in answer.choices]
        places = [float(answer.choices.index(option) + 1) for _, answer in placed]
        yield option, mean(_sketcher(placed, how)(places), how.level, (1, len(question.options)))
