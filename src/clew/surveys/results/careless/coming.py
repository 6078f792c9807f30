"""Checks of how responses came in: too quick, copies of each other, the same words, many at once, programs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from statistics import median

from clew.surveys.results.careless.report import Check, Flag
from clew.surveys.results.returned import Returned

__all__ = ["burst", "copies", "same_words", "speed", "told"]

#: Times need so many responses a page; a response quicker than this part of the median is flagged.
FEWEST_TIMES, QUICK = 10, 1 / 3
#: Words so long are hardly written twice by chance.
LONG_WORDS = 30
#: So many answers are hardly the same by chance, in so many responses, within this time.
FEWEST_ANSWERS, FEWEST_COPIES, TOGETHER = 6, 3, timedelta(minutes=10)
#: So many in a minute, and so many times the median minute in which any came.
MANY, TIMES_THE_USUAL = 20, 10
Found = dict[str, tuple[Flag, ...]]


def told(came: Sequence[Returned]) -> Found:
    """Return what was seen while the responses came in: a hidden field filled in, links opened by a mail scanner."""
    return {
        one.key: tuple(Flag(name) for name in one.flags if name in {"honeypot", "clicks"})
        for one in came
        if {"honeypot", "clicks"} & set(one.flags)
    }


def speed(came: Sequence[Returned], version: int) -> tuple[Check, Found]:
    """Return who took less than a third of the median time of the pages they left, item by item the same."""
    times: dict[str, list[float]] = defaultdict(list)
    for one in came:
        for page in one.left:
            if page in one.seconds:
                times[page].append(one.seconds[page])
    usual = {page: median(each) for page, each in times.items() if len(each) >= FEWEST_TIMES}
    if not usual:
        most = max((len(each) for each in times.values()), default=0)
        return Check("speed", version, off="times", needs=FEWEST_TIMES, has=most), {}
    found: Found = {}
    for one in came:
        pages = [page for page in one.left if page in usual and page in one.seconds]
        took, limit = sum(one.seconds[page] for page in pages), QUICK * sum(usual[page] for page in pages)
        if pages and took < limit:
            found[one.key] = (Flag("speed", took, limit),)
    return Check("speed", version, len(found)), found


def same_words(came: Sequence[Returned]) -> tuple[Check, Found]:
    """Return whose words are those of another customer's response, but for size of letters, signs and spaces."""
    wrote: dict[str, list[Returned]] = defaultdict(list)
    for one in came:
        for words in {_plain(answer.words) for answer in one.given.values() if answer.words}:
            if len(words) >= LONG_WORDS:
                wrote[words].append(one)
    found: Found = {}
    for each in wrote.values():
        if len({one.unit or one.key for one in each}) > 1:
            for one in each:
                found[one.key] = (Flag("same_words", len(each)),)
    return Check("same_words", 0, len(found)), found


def _plain(words: str) -> str:
    return " ".join(re.findall(r"\w+", words.casefold()))


def copies(came: Sequence[Returned]) -> tuple[Check, Found]:
    """Return who gave exactly the same many answers as two others or more, on one way, within ten minutes."""
    if all(one.is_rough or one.began_at is None for one in came):
        return Check("copies", 0, off="hours"), {}
    alike: dict[tuple[object, ...], list[Returned]] = defaultdict(list)
    for one in came:
        answers = _answers(one)
        if one.began_at and not one.is_rough and len(answers) >= FEWEST_ANSWERS:
            alike[one.way, one.version, answers].append(one)
    found: Found = {}
    for each in alike.values():
        for group in _together(each):
            if len(group) >= FEWEST_COPIES:
                found |= {one.key: (Flag("copies", len(group)),) for one in group}
    return Check("copies", 0, len(found)), found


def _answers(one: Returned) -> tuple[object, ...]:
    """Return what was rated and chosen, row by row; words are another check."""
    found: list[object] = []
    for name, answer in sorted(one.given.items()):
        parts = sorted(answer.rows.items()) if answer.rows else [("", answer)]
        answered = [(row, part) for row, part in parts if part.rating is not None or part.choices]
        found += [(name, row, part.rating, part.choices) for row, part in answered]
    return tuple(found)


def _together(came: Sequence[Returned]) -> list[list[Returned]]:
    """Return those who began one after the other, each within ten minutes of the one before."""
    groups: list[list[Returned]] = []
    for one in sorted(came, key=_began):
        if groups and _began(one) - _began(groups[-1][-1]) <= TOGETHER:
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


def _began(one: Returned) -> datetime:
    if one.began_at is None:
        raise ValueError(one.key)
    return one.began_at


def burst(came: Sequence[Returned]) -> tuple[Check, Found]:
    """Return who began in a minute in which far more began than usual, on a way open to everybody.

    Invitations bring such minutes by themselves, so invited responses are not looked at.
    """
    public = [one for one in came if one.is_public and one.began_at and not one.is_rough]
    if not public:
        return Check("burst", 0, off="hours" if any(one.is_rough for one in came) else "public"), {}
    minutes: dict[tuple[str, datetime], list[Returned]] = defaultdict(list)
    for one in public:
        minutes[one.way, _began(one).replace(second=0, microsecond=0)].append(one)
    usual = _usual_minutes(minutes)
    found: Found = {}
    for (way, _), each in minutes.items():
        limit = max(MANY, TIMES_THE_USUAL * usual[way])
        if len(each) >= limit:
            found |= {one.key: (Flag("burst", len(each), limit),) for one in each}
    return Check("burst", 0, len(found)), found


def _usual_minutes(minutes: Mapping[tuple[str, datetime], Sequence[Returned]]) -> dict[str, float]:
    """Return of each way how many began in its median minute in which any did."""
    counts: dict[str, list[int]] = defaultdict(list)
    for (way, _), each in minutes.items():
        counts[way].append(len(each))
    return {way: median(each) for way, each in counts.items()}
