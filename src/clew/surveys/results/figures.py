"""The figures of each question: what was answered, how often, with which interval, and who did not answer and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress

import numpy as np
import numpy.typing as npt

from clew.stats.estimate import Estimate
from clew.stats.mean import mean
from clew.stats.nps import nps
from clew.stats.proportion import proportion
from clew.stats.sketch import Sketch
from clew.surveys.model.questions import Asked, Ces, Matrix, Multiple, Ranking, option_ids, scale_of
from clew.surveys.model.survey import Survey
from clew.surveys.results.returned import Returned
from clew.surveys.results.unasked import Others, others_of, rows_of_some
from clew.surveys.running.answer import MISSING, Answer

__all__ = ["Bar", "Figure", "figures", "scores_of"]

#: CSAT counts the highest boxes of a scale, so many of them.
BOXES = 2
#: From which rating of NPS one is a promoter, and up to which a detractor.
PROMOTER, DETRACTOR = 9, 6
Flags = npt.NDArray[np.bool_]


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
class _Given:
    """Responses, and beside each its answer to one question: two lists, not one object a response."""

    came: list[Returned]
    answers: list[Answer]

    def __len__(self) -> int:
        return len(self.came)

    def where(self, is_meant: Callable[[Answer], bool]) -> _Given:
        """Return those whose answer is meant."""
        meant = [is_meant(answer) for answer in self.answers]
        return _Given(list(compress(self.came, meant)), list(compress(self.answers, meant)))

    def of(self, versions: frozenset[int]) -> _Given:
        """Return those of some versions."""
        meant = [one.version in versions for one in self.came]
        return _Given(list(compress(self.came, meant)), list(compress(self.answers, meant)))

    def flags(self, is_meant: Callable[[Answer], bool]) -> Flags:
        """Return of each answer whether it is meant."""
        return np.fromiter(map(is_meant, self.answers), np.bool_, len(self.answers))


@dataclass(frozen=True, slots=True)
class _How:
    """How figures are counted; ``shown`` says of a row of a matrix which versions have it, where not all do."""

    weighted: bool
    level: float
    shown: Mapping[tuple[str, str], frozenset[int]] = field(default_factory=dict)


def figures(
    survey: Survey,
    came: Sequence[Returned],
    *,
    weighted: bool = False,
    level: float = 0.95,
    versions: Mapping[int, Survey] | None = None,
) -> list[Figure]:
    """Return the figures of all questions in their order, weighted by 1 / the probability of being asked on request.

    ``versions`` are those that are counted together, by number, ``survey`` all of them as one (see ``united``): whom a
    version without a row of a matrix was shown was not asked that row.

    >>> from clew.surveys import load_survey
    >>> from clew.surveys.results.returned import returned
    >>> page = "{id: one, questions: [{id: score, type: nps, text: Recommend?}]}"
    >>> survey = load_survey(f"{{format: 1, id: a, title: A, program: none, pages: [{page}]}}")
    >>> came = [returned(survey, {"score": Answer(rating=n)}, key=str(n)) for n in (10, 9, 7, 3)]
    >>> figures(survey, came)[0].score("nps").value
    0.25
    """
    how = _How(weighted, level, rows_of_some(versions or {}))
    place = {question.id: page.id for page in survey.pages for question in page.questions}
    order = {page.id: at for at, page in enumerate(survey.pages)}
    found = []
    for question in survey.questions:
        if isinstance(question, Asked):
            at = order[place[question.id]]
            mine = [one for one in came if question.id in one.given]
            asked = _Given(mine, [one.given[question.id] for one in mine])
            others = Counter((one.version, one.at) for one in came if question.id not in one.given)
            found.append(_figure(question, asked, others_of(others, order, at), how))
    return found


def _figure(question: Asked, asked: _Given, others: Others, how: _How) -> Figure:
    counts = _counts(question.id, _kind(question), asked, others)
    if isinstance(question, Matrix):
        return _with(counts, rows=tuple(_row(question, row.id, asked, others, how) for row in question.rows))
    scores, bars = _read(question, asked.where(_is_given), how)
    return _with(counts, scores=scores, bars=bars)


def _is_given(answer: Answer) -> bool:
    return answer.state == "given"


def _row(question: Matrix, row: str, asked: _Given, others: Others, how: _How) -> Figure:
    """Return the figures of a row: where the whole was left blank or does not apply, so was the row.

    Who answered a version without it was not asked.
    """
    versions = how.shown.get((question.id, row))
    here = asked if versions is None else asked.of(versions)
    left = others if versions is None else others.of_row(versions, len(asked) - len(here))
    answers = [answer.rows.get(row, MISSING) if answer.state == "given" else answer for answer in here.answers]
    each = _Given(here.came, answers)
    counts = _counts(f"{question.id}.{row}", _kind(question, is_row=True), each, left)
    scores, bars = _read(question, each.where(_is_given), how)
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


def _counts(name: str, kind: str, asked: _Given, others: Others) -> Figure:
    states = [answer.state for answer in asked.answers]
    return Figure(
        name,
        kind,
        states.count("given"),
        states.count("missing"),
        states.count("not_applicable"),
        sum(others.not_asked.values()),
        sum(others.not_reached.values()),
    )


def _with(figure: Figure, **more: object) -> Figure:
    names = ("question", "kind", "given", "missing", "not_applicable", "not_asked", "not_reached")
    return Figure(*(getattr(figure, name) for name in names), **more)  # type: ignore[arg-type]


def _read(question: Asked, given: _Given, how: _How) -> tuple[tuple[tuple[str, Estimate], ...], tuple[Bar, ...]]:
    """Return scores and bars of the answers that were given."""
    sketch = _sketcher(given, how)
    scale = scale_of(question)
    if scale:
        ratings = [answer.rating or 0 for answer in given.answers]
        each = np.array(ratings, dtype=np.float64)
        bars = tuple(_bar(str(rating), each == rating, sketch, how.level) for rating in range(scale.min, scale.max + 1))
        return tuple(_scores(question, ratings, sketch, how.level)), bars
    if isinstance(question, Ranking):
        return tuple(_places(question, given, how)), tuple(
            _bar(option, given.flags(_put_first(option)), sketch, how.level) for option in option_ids(question)
        )
    options = option_ids(question)
    bars = tuple(_bar(option, given.flags(_chose(option)), sketch, how.level) for option in options)
    return (), bars


def _chose(option: str) -> Callable[[Answer], bool]:
    return lambda answer: option in answer.choices


def _put_first(option: str) -> Callable[[Answer], bool]:
    return lambda answer: answer.choices[:1] == (option,)


Sketching = Callable[[npt.ArrayLike], Sketch]


def _sketcher(given: _Given, how: _How) -> Sketching:
    """Return what makes a sketch of one y for each answer: weighted, and knowing who answered more than once."""
    weights = np.array([one.weight for one in given.came]) if how.weighted else None
    places: dict[str, int] = {}
    units = [places.setdefault(one.unit or f"\0{at}", len(places)) for at, one in enumerate(given.came)]
    repeated = np.array(units) if len(places) < len(units) else None
    return lambda values: Sketch.of(values, weights, repeated)


def _bar(name: str, chosen: Flags, sketch: Sketching, level: float) -> Bar:
    return Bar(name, int(chosen.sum()), proportion(sketch(chosen), level))


def _scores(
    question: Asked, ratings: Sequence[float], sketch: Sketching, level: float
) -> Iterator[tuple[str, Estimate]]:
    scale = scale_of(question)
    if scale is None:
        return
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


def _places(question: Ranking, given: _Given, how: _How) -> Iterator[tuple[str, Estimate]]:
    """Yield the mean place of each option among those who gave it one; 1 is the first."""
    for option in option_ids(question):
        placed = given.where(_chose(option))
        places = [float(answer.choices.index(option) + 1) for answer in placed.answers]
        yield option, mean(_sketcher(placed, how)(places), how.level, (1, len(question.options)))
