"""Storms: a few days on which many times more people come than on such days of the week otherwise.

Counts of a day scatter more than Poisson's, so the usual is a negative binomial whose spread is that of the days
themselves, earlier incidents left out (Hilbe 2011, Negative Binomial Regression, ch. 8; Poisson's line would cry wolf).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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
#: So many times the usual is an incident, if chance gives such a day to fewer series than this share.
INCIDENT, BEYOND = 5.0, 0.05
WEEK = 7
#: A day with less than this share of the storm's average is none of it.
CALM = 0.25
#: What is about as large as a storm is at least half of it; what comes in more months than not is no storm.
HALF, MOST_MONTHS = 0.5, 0.5

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Storm:
    """The days that stand out most: the first, how many, contacts on them, those usual, p paid for all days tried."""

    begin: int
    days: int
    count: int
    usual: float
    p: float

    @property
    def place(self) -> slice:
        """The days of the storm in its series."""
        return slice(self.begin, self.begin + self.days)


@dataclass(frozen=True, slots=True)
class _Usual:
    """For each day what is usual, and by how much a count scatters about it: ``excess`` is what Poisson's lacks."""

    mean: Floats
    excess: Floats


def find_storm(counts: Sequence[int], first: date) -> Storm | None:
    """Return the one to three days of a daily series from ``first`` on that stand out most; None for a calm one.

    None, too, for a series that is too short. A day of the month on which many come most months is no storm.

    >>> calm = [3, 4, 5, 4, 3, 0, 0] * 12
    >>> find_storm(calm, date(2026, 1, 5)) is None
    True
    >>> storm = find_storm([*calm[:40], 60, 55, *calm[42:]], date(2026, 1, 5))
    >>> storm.begin, storm.days, storm.count
    (40, 2, 115)
    """
    found = np.asarray(counts, np.float64)
    if len(found) < SHORTEST_SERIES:
        return None
    usual, tries = _usual(found), LONGEST * len(found)
    tested = [replace(s, p=_p(s, usual)) for s in _loud(found, usual) if not _comes_monthly(found, first, s)]
    if not tested:
        return None
    best = min(tested, key=lambda s: (s.p, -s.count / max(s.usual, 0.1) / s.days))
    return _raging(found, usual, replace(best, p=min(1.0, best.p * tries)))


def _storm(found: Floats, usual: _Usual, begin: int, days: int, p: float = 1.0) -> Storm:
    part = slice(begin, begin + days)
    return Storm(begin, days, int(found[part].sum()), float(usual.mean[part].sum()), p)


def _loud(found: Floats, usual: _Usual) -> list[Storm]:
    """Return every run of a few days on which enough, and many times the usual, came."""
    tried = [
        _storm(found, usual, begin, days) for days in range(1, LONGEST + 1) for begin in range(len(found) - days + 1)
    ]
    return [storm for storm in tried if storm.count >= FEWEST and storm.count >= MANY_TIMES * storm.usual]


def _raging(found: Floats, usual: _Usual, storm: Storm) -> Storm:
    """Return the storm without calm days at its ends, and with the days beside it on which it rages as well."""
    average = storm.count / storm.days
    loud = np.flatnonzero(found[storm.place] >= CALM * average)
    begin, end = storm.begin + int(loud[0]), storm.begin + int(loud[-1]) + 1
    rages = (found >= HALF * average) & (found >= MANY_TIMES * usual.mean)
    while end - begin < LONGEST and end < len(found) and rages[end]:
        end += 1
    while end - begin < LONGEST and begin > 0 and rages[begin - 1]:
        begin -= 1
    return _storm(found, usual, begin, end - begin, storm.p)


def _usual(found: Floats) -> _Usual:
    """Return what such days of the week bring in the weeks about each day, and their scatter; incidents left out.

    A day is an incident where many times the usual came, beyond what the other days scatter.
    """
    rough = np.nanmean(np.sort(_about(found), axis=0)[:-2], axis=0)
    incident = (found >= FEWEST) & (found >= INCIDENT * rough)
    usual = _fitted(np.where(incident, np.nan, found))
    for day in np.flatnonzero(incident):
        incident[day] = _p(_storm(found, usual, int(day), 1), usual) * len(found) < BEYOND
    return _fitted(np.where(incident, np.nan, found))


def _fitted(calm: Floats) -> _Usual:
    """Return mean and scatter of each day; half a contact stands for none, and what is usual scatters itself."""
    same = _about(calm)
    many = np.maximum(1, (~np.isnan(same)).sum(axis=0))
    mean = (np.nansum(same, axis=0) + 0.5) / many
    spread = _spread(calm, mean, many)
    return _Usual(mean, spread * mean**2 + (mean + spread * mean**2) / many)


def _about(found: Floats) -> Floats:
    """Return the same weekdays in the weeks about each day, a row a week; not a number beyond the ends."""
    padded = np.pad(found, WEEK * WEEKS, constant_values=np.nan)
    weeks = [week for week in range(-WEEKS, WEEKS + 1) if week]
    return np.array([padded[WEEK * (WEEKS + week) :][: len(found)] for week in weeks])


def _spread(calm: Floats, mean: Floats, many: npt.NDArray[np.int64]) -> float:
    """Return by how much of its square a day's count scatters beyond Poisson's."""
    kept = ~np.isnan(calm)
    squares = (calm - mean)[kept] ** 2 * (many / (many + 1))[kept]
    return float(max(0.0, (squares - mean[kept]).sum() / (mean[kept] ** 2).sum()))


def _p(storm: Storm, usual: _Usual) -> float:
    """Return how often so many or more would come on such days."""
    mean, excess = storm.usual, float(usual.excess[storm.place].sum())
    if excess <= 1e-9 * mean:
        return float(gammainc(storm.count, mean))
    size = mean**2 / excess
    return float(betainc(storm.count, size, mean / (size + mean)))


def _comes_monthly(found: Floats, first: date, storm: Storm) -> bool:
    """Whether on the same days of most other months, give or take one, half as many came: a bill's or a pay day's."""
    begin = first + timedelta(days=storm.begin)
    others = [at for at in _same_day(first, len(found), begin) if abs(at - storm.begin) > LONGEST]
    near = [found[max(0, at - 1) : at + storm.days + 1].sum() for at in others]
    usual = float(np.median(found)) * (storm.days + 2)
    busy = [count for count in near if count >= max(HALF * storm.count, usual)]
    return len(near) > 1 and len(busy) > MOST_MONTHS * len(near)


def _same_day(first: date, days: int, day: date) -> list[int]:
    """Return the places in a series at which other months have that day; the 31st of a shorter month is its last."""
    found = []
    month = first.replace(day=1)
    while (month - first).days < days:
        following = (month + timedelta(days=31)).replace(day=1)
        at = (min(month + timedelta(days=day.day - 1), following - timedelta(days=1)) - first).days
        found += [at] if 0 <= at < days else []
        month = following
    return found


def storm_candidate(
    measure: Measure, where: Mapping[str, str], first: date, counts: Sequence[int], command: str
) -> Candidate | None:
    """Return the storm of a daily series that begins on ``first`` as a candidate; None where there is none."""
    storm = find_storm(counts, first)
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
