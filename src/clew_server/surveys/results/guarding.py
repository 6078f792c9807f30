"""Which responses may be counted where nobody is to be known by their answers: in steps, none of them of a few.

Who sees no customers, and everybody at an anonymous survey, sees figures of finished responses alone, which move by
``k`` or more at a time: so no figure beside an earlier one tells what somebody answered. Steps end with an hour that is
over, since nobody can finish in it any more; they are the same whoever looks and whenever.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from clew.surveys.results.returned import Returned

__all__ = ["WORDS_FROM", "count_released", "hour_of", "is_few", "released", "steps"]

#: Verbatims of an anonymous survey are shown from so many responses with words on.
WORDS_FROM = 10


def released(came: Sequence[Returned], k: int, now: datetime) -> list[Returned]:
    """Return the finished responses of all whole steps; what came after the last of them waits for its own."""
    finished = [(one.finished_at, one) for one in came if one.is_finished and one.finished_at is not None]
    finished.sort(key=lambda each: hour_of(each[0]))
    return [one for _, one in finished[: count_released((at for at, _ in finished), k, now)]]


def count_released(finished: Iterable[datetime] | Mapping[datetime, int], k: int, now: datetime) -> int:
    """Return how many of those that were ``finished`` then are in whole steps; of times, or how many at each.

    >>> at = datetime(2026, 3, 2, 8)
    >>> count_released([at] * 7, 5, at), count_released([at] * 7, 5, at + timedelta(hours=1))
    (0, 7)
    """
    hours: Counter[datetime] = Counter()
    for at, n in Counter(finished).items():
        hours[hour_of(at)] += n
    ends = steps(hours, k, now)
    return sum(n for hour, n in hours.items() if hour <= ends[-1]) if ends else 0


def steps(hours: Mapping[datetime, int], k: int, now: datetime) -> list[datetime]:
    """Return the hours with which whole steps end, the earliest first; ``hours`` says how many finished in each."""
    ends, step = [], 0
    for hour in sorted(hours):
        if hour + timedelta(hours=1) > now:
            break
        step += hours[hour]
        if step >= k:
            ends.append(hour)
            step = 0
    return ends


def hour_of(at: datetime) -> datetime:
    """Return the hour in which something was, by its beginning."""
    return at.replace(minute=0, second=0, microsecond=0)


def is_few(n: int, k: int) -> bool:
    """Return whether ``n`` are somebody, yet too few to be told of."""
    return 0 < n < k
