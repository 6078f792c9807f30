"""Storms: a few days on which many times more people come than on such days of the week otherwise.

Counts of a day scatter more than Poisson's, so the usual is a negative binomial whose spread is that of the days
themselves (science of alarms: Hilbe 2011, Negative Binomial Regression, ch. 8; Poisson's line would cry wolf).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
from scipy.special import betainc, gammainc

from clew.findings.measure import Measure
from clew.findings.tested.candidate import Candidate
from clew.stats.distributions import critical_z, poisson_limits
from clew.stats.estimate import Estimate

__all__ = ["LONGEST", "SHORTEST_SERIES", "Storm", "find_storm", "storm_candidate"]

#: A storm lasts at most so many days; what lasts longer is a change.
LONGEST = 3
#: Days of a series below which nobody knows what is usual, and how many weeks about a day say so.
SHORTEST_SERIES, WEEKS = 56, 8
#: A storm is at least so many contacts, and so many times the usual.
FEWEST, MANY_TIMES = 10, 3.0
WEEK = 7
#: A day with less than this share of the storm's average is none of it.
CALM = 0.25

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Storm:
    """The days that stand out most: the first, how many, contacts on them, those usual, p paid for all days tried."""

    begin: int
    days: int
    count: int
    usual: float
    p: float


def find_storm(counts: Sequence[int]) -> Storm | None:
    """Return the one to three days of a daily series that stand out most; None where it is too short or calm.

    >>> calm = [3, 4, 5, 4, 3, 0, 0] * 12
    >>> find_storm(calm) is None
    True
    >>> storm = find_storm([*calm[:40], 60, 55, *calm[42:]])
    >>> storm.begin, storm.days, storm.count
    (40, 2, 115)
    """
    found = np.asarray(counts, np.float64)
    if len(found) < SHORTEST_SERIES:
        return None
    usual = _usual(found)
    spread = _spread(found, usual)
    tried = [
        Storm(begin, days, int(found[begin : begin + days].sum()), float(usual[begin : begin + days].sum()), 1.0)
        for days in range(1, LONGEST + 1)
        for begin in range(len(found) - days + 1)
    ]
    loud = [s for s in tried if s.count >= FEWEST and s.count >= MANY_TIMES * s.usual]
    tested = [
        Storm(s.begin, s.days, s.count, s.usual, _p(s.count, usual[s.begin : s.begin + s.days], spread)) for s in loud
    ]
    if not tested:
        return None
    best = min(tested, key=lambda s: (s.p, -s.count / max(s.usual, 0.1) / s.days))
    begin, days = _trimmed(found, best)
    part = slice(begin, begin + days)
    return Storm(begin, days, int(found[part].sum()), float(usual[part].sum()), min(1.0, best.p * len(tried)))


def _trimmed(found: Floats, storm: Storm) -> tuple[int, int]:
    """Return the storm's first day and days without calm ones at its ends: a storm rages on each of its days."""
    loud = np.flatnonzero(found[storm.begin : storm.begin + storm.days] >= CALM * storm.count / storm.days)
    return storm.begin + int(loud[0]), int(loud[-1] - loud[0]) + 1


def _usual(found: Floats) -> Floats:
    """Return for each day what such days of the week bring in the weeks about it, the days beside it left out.

    The two loudest of them do not count: another storm is not what is usual. Half a contact stands for none.
    """
    usual = np.empty(len(found))
    for day in range(len(found)):
        about = [day + WEEK * week for week in range(-WEEKS, WEEKS + 1) if week]
        same = np.sort(found[[other for other in about if 0 <= other < len(found)]])
        quiet = same[: max(1, len(same) - 2)]
        usual[day] = (quiet.sum() + 0.5) / len(quiet)
    return usual


def _spread(found: Floats, usual: Floats) -> float:
    """Return by how much of its square a day's count scatters beyond Poisson's, the loudest hundredth left out."""
    kept = found <= np.quantile(found, 0.99)
    beyond = ((found - usual) ** 2 - usual)[kept].sum() / (usual[kept] ** 2).sum()
    return float(max(0.0, beyond))


def _p(count: int, usual: Floats, spread: float) -> float:
    """Return how often so many or more would come on such days."""
    mean = float(usual.sum())
    excess = spread * float((usual**2).sum())
    if excess <= 1e-9 * mean:
        return float(gammainc(count, mean))
    size = mean**2 / excess
    return float(betainc(count, size, mean / (size + mean)))


def storm_candidate(
    measure: Measure, where: Mapping[str, str], first: date, counts: Sequence[int], command: str
) -> Candidate | None:
    """Return the storm of a daily series that begins on ``first`` as a candidate; None where there is none."""
    storm = find_storm(counts)
    if storm is None:
        return None
    begin = first + timedelta(days=storm.begin)
    end = begin + timedelta(days=storm.days - 1)
    a_day, usual = storm.count / storm.days, storm.usual / storm.days
    lo, hi = (limit / storm.days for limit in poisson_limits(storm.count, critical_z(0.95)))
    return Candidate(
        kind="storm",
        measure=measure,
        where={**where, "period": f"{begin}..{end}" if storm.days > 1 else str(begin)},
        value=Estimate(a_day, lo, hi, 0.95, "poisson", storm.count, None, 0),
        reference=usual,
        difference=a_day - usual,
        difference_lo=lo - usual,
        difference_hi=hi - usual,
        p=storm.p,
        customers=storm.count,
        facts={"size": 1 - usual / a_day},
        command=command,
        chart=_line(storm, first, counts),
        cost={"contacts": storm.count - storm.usual},
    )


def _line(storm: Storm, first: date, counts: Sequence[int], about: int = 21) -> dict[str, object]:
    begin, end = max(0, storm.begin - about), min(len(counts), storm.begin + storm.days + about)
    points = [
        {"period": str(first + timedelta(days=day)), **_figure(counts[day]), "n": int(counts[day]), "incomplete": False}
        for day in range(begin, end)
    ]
    return {"kind": "line", "points": points, "period": str(first + timedelta(days=storm.begin)), "since": None}


def _figure(count: int) -> dict[str, float]:
    lo, hi = poisson_limits(count, critical_z(0.95))
    return {"value": float(count), "lo": lo, "hi": hi}
