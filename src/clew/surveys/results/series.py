"""Which versions of a survey ask the same: answers across a new series are never counted together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clew.surveys.model.questions import Asked
from clew.surveys.model.survey import Survey
from clew.surveys.versions.change import Change, worst
from clew.surveys.versions.diff import diff

__all__ = ["Series", "series"]


@dataclass(frozen=True, slots=True)
class Series:
    """Versions whose answers to a question may be counted together; ``changes`` are those that ask for care."""

    versions: tuple[int, ...]
    changes: tuple[Change, ...] = ()


def series(versions: Mapping[int, Survey]) -> dict[str, tuple[Series, ...]]:
    """Return the series of each question, by its id, the oldest first.

    A version in which a question does not stand belongs to none of its series. A changed program or instrument of the
    survey begins a new one for all.

    >>> from clew.surveys import load_survey
    >>> text = '''{format: 1, id: a, title: A, program: none, pages: [{id: p, questions: [
    ...   {id: score, type: csat, text: Satisfied?, low: no, high: yes}]}]}'''
    >>> changed = text.replace("high: yes", "high: yes, points: 7")
    >>> both = {1: load_survey(text), 2: load_survey(changed)}
    >>> [one.versions for one in series(both)["score"]]
    [(1,), (2,)]
    """
    found: dict[str, tuple[Series, ...]] = {}
    last: dict[str, int] = {}
    known: dict[tuple[int, int], Sequence[Change]] = {}
    for number in sorted(versions):
        for question in versions[number].questions:
            if not isinstance(question, Asked):
                continue
            name = question.id
            if name not in last:
                found[name] = (Series((number,)),)
            else:
                pair = (last[name], number)
                known.setdefault(pair, diff(versions[pair[0]], versions[number]))
                found[name] = _longer(found[name], number, [c for c in known[pair] if c.question in {name, ""}])
            last[name] = number
    return found


def _longer(so_far: tuple[Series, ...], number: int, changes: list[Change]) -> tuple[Series, ...]:
    if worst(changes) == "new series":
        return (*so_far, Series((number,)))
    cared = tuple(change for change in changes if change.answers == "with care" and change.question)
    newest = so_far[-1]
    return (*so_far[:-1], Series((*newest.versions, number), (*newest.changes, *cared)))
