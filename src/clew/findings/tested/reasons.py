"""Contact reasons: which of them brought more or fewer contacts, in a month or for good.

A reason is told when two things moved beyond chance and to the same side, and it counts with the weaker of the two:

* its share of all contacts, which knows nothing of how long a month is, of holidays, or of a company that grows;
* its contacts a day, each day counted for as much as such days of the week usually bring, with an error made of how
  days really scatter (the ratio estimator, Cochran 1977, Sampling Techniques, chapter 6). A storm of two days scatters
  so much that it is no month.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import hypot, sqrt

import numpy as np
import numpy.typing as npt

from clew.findings.finding import Kind
from clew.findings.measure import Cell, Measure
from clew.findings.tested.candidate import Candidate
from clew.findings.tested.changes import change_candidates
from clew.stats.distributions import critical_z, two_sided_p
from clew.stats.estimate import Estimate
from clew.stats.sketch import Sketch

__all__ = ["Days", "reason_candidates"]

#: A reason with fewer contacts in all is no story.
FEWEST = 50
#: A month with fewer days under watch is none.
FEWEST_DAYS = 15
#: A day of the week that brings less than this share of an average one is a day off.
DAY_OFF = 0.05
#: On a day of the week that usually brings so many, nobody at all means that it was a day off.
BUSY = 10
MONTH = 365.25 / 12
PER = 1000
WEEK = 7
LEVEL = 0.95

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Days:
    """Contacts day by day from ``first``: those of one reason, and all others; ``customers`` could have made them."""

    first: date
    own: Floats
    others: Floats
    customers: int

    @property
    def months(self) -> list[str]:
        """The month of each day."""
        return [(self.first + timedelta(days=day)).isoformat()[:7] for day in range(len(self.own))]

    @property
    def exposure(self) -> Floats:
        """How much of an average day each day is, by its day of the week; 0 for a day off."""
        places = (np.arange(len(self.own)) + self.first.weekday()) % WEEK
        usual = np.array([self.others[places == day].mean() if (places == day).any() else 0 for day in range(WEEK)])
        whole = usual.mean()
        weight = usual / whole if whole else np.zeros(WEEK)
        weight[weight < DAY_OFF] = 0
        closed = (self.own + self.others == 0) & (usual[places] >= BUSY)
        return np.where(closed, 0.0, weight[places])


def reason_candidates(measure: Measure, where: Mapping[str, str], days: Days, command: str) -> list[Candidate]:
    """Return the tested months and the best lasting change of one reason; none where it has too few contacts.

    ``measure`` is contacts per 1,000 customers and month.
    """
    if days.own.sum() < FEWEST or not days.customers or not days.exposure.any():
        return []
    months = np.array(days.months)
    known, many = np.unique(months, return_counts=True)
    skip = frozenset(known[many < FEWEST_DAYS].tolist())
    cells = [_cell(days, months, str(month)) for month in known]
    share = replace(measure, unit="share", family="proportion", scale=1.0, span=1.0)
    tested = change_candidates(share, cells, where, skip)
    seen = ~np.isin(months, list(skip))
    return [_told(measure, candidate, days, months, seen, command) for candidate in tested]


def _cell(days: Days, months: npt.NDArray[np.str_], month: str) -> Cell:
    inside = months == month
    yes = int(days.own[inside].sum())
    return Cell({}, month, Sketch.of_share(yes, yes + int(days.others[inside].sum())))


@dataclass(frozen=True, slots=True)
class _Rate:
    """Contacts an average day, with the error of how days scatter."""

    value: float
    error: float
    contacts: int
    exposure: float


def _rate(days: Days, chosen: Bools) -> _Rate:
    exposure, own = days.exposure[chosen], days.own[chosen]
    whole = float(exposure.sum())
    if not whole:
        return _Rate(0.0, 0.0, int(own.sum()), 0.0)
    value = float(own.sum()) / whole
    scatter = float(((own - value * exposure) ** 2).sum())
    # never less than Poisson's: equal days do not make the next one certain
    return _Rate(value, sqrt(max(scatter, float(own.sum()), 1.0)) / whole, int(own.sum()), whole)


def _told(
    measure: Measure, candidate: Candidate, days: Days, months: npt.NDArray[np.str_], seen: Bools, command: str
) -> Candidate:
    """Return the candidate as contacts per 1,000 customers and month, with the weaker of both p."""
    inside = np.array([_is_then(candidate.where)(month) for month in months.tolist()]) & seen
    here, there = _rate(days, inside), _rate(days, ~inside & seen)
    unit = MONTH * PER / days.customers
    error, apart = hypot(here.error, there.error), here.value - there.value
    p = two_sided_p(apart / error) if error and here.exposure and there.exposure else 1.0
    same = apart * candidate.difference > 0
    z = critical_z(LEVEL)
    value = Estimate(
        here.value * unit, max(0.0, here.value - z * here.error) * unit, (here.value + z * here.error) * unit,
        LEVEL, "days", here.contacts, None, 0,
    )  # fmt: skip
    return replace(
        candidate,
        measure=measure,
        value=value,
        reference=there.value * unit,
        difference=apart * unit,
        difference_lo=(apart - z * error) * unit,
        difference_hi=(apart + z * error) * unit,
        p=max(1.0 if candidate.p is None else candidate.p, p) if same else 1.0,
        kind=_kind(measure, candidate, apart),
        customers=here.contacts,
        facts={**candidate.facts, "size": abs(apart) / max(here.value, there.value) if apart else 0.0},
        command=command,
        chart=_line(candidate, days, months, unit),
        cost={"contacts": apart * here.exposure} if apart * measure.sign < 0 else {},
    )


def _kind(measure: Measure, candidate: Candidate, apart: float) -> Kind:
    if candidate.kind == "change":
        return "change"
    return "bad_period" if apart * measure.sign < 0 else "good_period"


def _is_then(where: Mapping[str, str]) -> Callable[[str], bool]:
    return lambda month: month == where["period"] if "period" in where else month >= where["since"]


def _line(candidate: Candidate, days: Days, months: npt.NDArray[np.str_], unit: float) -> dict[str, object]:
    z, points = critical_z(LEVEL), []
    for month in sorted(set(months.tolist())):
        chosen = months == month
        rate = _rate(days, chosen)
        lo, hi = max(0.0, rate.value - z * rate.error), rate.value + z * rate.error
        figures = {"value": rate.value * unit, "lo": lo * unit, "hi": hi * unit, "n": rate.contacts}
        points.append({"period": month, **figures, "incomplete": bool(chosen.sum() < FEWEST_DAYS)})
    where = candidate.where
    return {"kind": "line", "points": points, "period": where.get("period"), "since": where.get("since")}
