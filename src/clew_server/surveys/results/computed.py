"""All that the page of results says, in numbers: of the responses that are asked for, as the reader may see them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from clew.stats.estimate import Difference, Estimate
from clew.surveys import Survey as Asked
from clew.surveys.model.questions import Asked as Question
from clew.surveys.results.careless.flags import Looked, look
from clew.surveys.results.figures import Figure, figures
from clew.surveys.results.leaving import Leaving, leaving, time_taken
from clew.surveys.results.returned import Returned
from clew.surveys.results.series import Series, series
from clew.surveys.results.united import united
from clew_server.surveys.results.answers.beside import shown_until
from clew_server.surveys.results.answers.looked import looked_at
from clew_server.surveys.results.asked.invited import Invited, invited_of
from clew_server.surveys.results.asked.late import COMPARED, late_of
from clew_server.surveys.results.guarding import hour_of, is_few, released
from clew_server.surveys.results.reading import PUBLIC, Sample
from clew_server.surveys.results.wanted import Wanted, chosen
from clew_server.surveys.results.written import Written, written

__all__ = ["Computed", "Part", "Told", "compute", "counted"]


@dataclass(frozen=True)
class Part:
    """One question in one series: its figures over all; without what looks careless and weighted where these differ."""

    asked: Asked
    question: Question
    series: Series
    figure: Figure
    without: Figure | None = None
    weighted: Figure | None = None


@dataclass(frozen=True)
class Told:
    """A question with its series, the newest first, and what people wrote to that."""

    name: str
    parts: tuple[Part, ...]
    written: Written


@dataclass(frozen=True)
class Computed:
    """What the page says. ``waiting`` are finished responses that are not counted yet where small groups are hidden.

    ``is_too_few``: the group that is asked for is too small to be told of, or would tell of another that is. ``late``
    is by how much late answers to the first score differ; ``invited`` is what those said to it who were asked by name,
    where no filter parts them. ``is_looked_at``: whether it is told what looks careless. It holds figures and no
    responses: many of it are remembered.
    """

    counted: int
    finished: int
    questions: tuple[Told, ...]
    looked: Looked
    doubtful: frozenset[str]
    leaving: tuple[tuple[int, Leaving], ...]
    time: Estimate
    is_weighted: bool
    is_guarded: bool
    is_too_few: bool = False
    waiting: int = 0
    late: Difference | None = None
    invited: Invited | None = None
    is_looked_at: bool = True

    @property
    def partial(self) -> int:
        """How many of those counted are not finished."""
        return self.counted - self.finished


def compute(sample: Sample, wanted: Wanted, zone: str, *, is_guarded: bool, k: int, now: datetime) -> Computed:
    """Return the figures of the responses that are asked for; ``is_guarded``: none of a group under ``k``."""
    mine, waiting, is_too_few = counted(sample, wanted, zone, is_guarded=is_guarded, k=k, now=now)
    is_looked_at = wanted.is_all or not is_guarded
    looked = _looked(sample, mine, is_guarded=is_guarded) if is_looked_at else Looked({}, ())
    doubtful = looked.doubtful
    if is_guarded and is_few(len(doubtful), k):
        doubtful = frozenset()
    is_weighted = len({one.weight for one in mine}) > 1
    newest = _newest(sample.versions, mine)
    questions = tuple(_questions(sample, mine, doubtful, is_weighted=is_weighted))
    return Computed(
        counted=len(mine),
        finished=sum(one.is_finished for one in mine),
        questions=questions,
        looked=looked,
        doubtful=doubtful,
        leaving=_leaving(sample.versions, mine, newest),
        time=time_taken(mine),
        is_weighted=is_weighted,
        is_guarded=is_guarded,
        is_too_few=is_too_few,
        waiting=waiting,
        late=None if is_guarded else _late(questions, mine),
        invited=None if is_guarded or not wanted.is_by_way else _invited(sample, questions, mine),
        is_looked_at=is_looked_at,
    )


def _looked(sample: Sample, mine: Sequence[Returned], *, is_guarded: bool) -> Looked:
    """Return what looks careless among those counted, by comparison with all.

    Where small groups are hidden, all are those released, and of a part of them nothing is told: by what several parts
    say with and without, the few of another would be known.
    """
    if is_guarded:
        return look(sample.versions, mine)
    return looked_at(sample.held, sample.versions).among(mine)


def counted(
    sample: Sample, wanted: Wanted, zone: str, *, is_guarded: bool, k: int, now: datetime
) -> tuple[list[Returned], int, bool]:
    """Return the responses that count, how many finished ones wait, and whether there are too few to be told of."""
    mine = chosen(sample.came, wanted, zone)
    if not is_guarded:
        return mine, 0, False
    counted = released(mine, k, now)
    if not wanted.is_all:
        until = shown_until(sample.came, k, now).get(wanted.group)
        counted = [one for one in counted if until and one.finished_at and hour_of(one.finished_at) <= until]
    waiting = sum(one.is_finished for one in mine) - len(counted)
    return counted, waiting, bool(waiting) and not counted


def _newest(versions: Mapping[int, Asked], mine: Sequence[Returned]) -> int:
    return max((one.version for one in mine), default=max(versions, default=0))


def _late(questions: Sequence[Told], mine: Sequence[Returned]) -> Difference | None:
    """Return by how much late answers to the first score of the survey differ."""
    part = _first_score(questions)
    return late_of(part.question, _of_series(part, mine)) if part is not None else None


def _invited(sample: Sample, questions: Sequence[Told], mine: Sequence[Returned]) -> Invited | None:
    """Return what those said to the first score who were asked by name; who came by an open way was not asked."""
    part = _first_score(questions)
    if part is None:
        return None
    by_name = {key for key, way in sample.ways.items() if way.kind not in PUBLIC}
    return invited_of(part.question, part.figure.kind, [one for one in _of_series(part, mine) if one.way in by_name])


def _first_score(questions: Sequence[Told]) -> Part | None:
    return next((told.parts[0] for told in questions if told.parts[0].figure.kind in COMPARED), None)


def _of_series(part: Part, mine: Sequence[Returned]) -> list[Returned]:
    return [one for one in mine if one.version in part.series.versions]


@dataclass(frozen=True)
class _Series:
    """Versions that are counted together: as one survey, who answered them, and the figures of each question."""

    asked: Asked
    came: tuple[Returned, ...]
    figures: Mapping[str, tuple[Figure, ...]]


def _questions(
    sample: Sample, mine: Sequence[Returned], doubtful: frozenset[str], *, is_weighted: bool
) -> Iterator[Told]:
    """Yield each question, in the order of the newest version, those that are gone at the end."""
    used = _used(sample.versions, mine)
    found = series(used)
    known: dict[tuple[int, ...], _Series] = {}
    for name in _names(used):
        parts = []
        for each in reversed(found[name]):
            if each.versions not in known:
                versions = {number: used[number] for number in each.versions}
                known[each.versions] = _as_one(versions, mine, doubtful, is_weighted=is_weighted)
            parts += _part(name, each, known[each.versions], (bool(doubtful), is_weighted))
        words = written(parts[0].question, known[parts[0].series.versions].came, sample.survey.is_anonymous)
        yield Told(name, tuple(parts), words)


def _used(versions: Mapping[int, Asked], mine: Sequence[Returned]) -> dict[int, Asked]:
    """Return the versions that were answered; where none was, the newest."""
    answered = {one.version for one in mine}
    used = {number: asked for number, asked in versions.items() if number in answered}
    return used or dict([max(versions.items())] if versions else [])


def _names(used: Mapping[int, Asked]) -> list[str]:
    names = [q.id for number in sorted(used, reverse=True) for q in used[number].questions if isinstance(q, Question)]
    return list(dict.fromkeys(names))


def _part(name: str, each: Series, of: _Series, shown: tuple[bool, bool]) -> list[Part]:
    question = of.asked.question(name)
    all_of, without, weighted = of.figures[name]
    if not isinstance(question, Question):
        return []
    return [Part(of.asked, question, each, all_of, without if shown[0] else None, weighted if shown[1] else None)]


def _as_one(
    versions: Mapping[int, Asked], mine: Sequence[Returned], doubtful: frozenset[str], *, is_weighted: bool
) -> _Series:
    """Return versions as one, with the figures of each question: over all, without what looks careless, weighted."""
    asked = united(list(versions.values()))
    came = tuple(one for one in mine if one.version in versions)
    careful = [one for one in came if one.key not in doubtful]
    all_of = figures(asked, came, versions=versions)
    without = figures(asked, careful, versions=versions) if doubtful else all_of
    weighted = figures(asked, came, weighted=True, versions=versions) if is_weighted else all_of
    found = {one.question: (one, two, three) for one, two, three in zip(all_of, without, weighted, strict=True)}
    return _Series(asked, came, found)


def _leaving(versions: Mapping[int, Asked], mine: Sequence[Returned], newest: int) -> tuple[tuple[int, Leaving], ...]:
    """Return where people left the newest version that was answered."""
    if newest not in versions:
        return ()
    came = [one for one in mine if one.version == newest]
    return tuple((newest, page) for page in leaving(versions[newest], came))
