"""Who leaves after a bad experience: contracts that end in the weeks after it, against all other weeks of contracts."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

import numpy as np
import numpy.typing as npt
from scipy.special import bdtrc

from clew.findings.measure import Measure
from clew.findings.tested.candidate import Candidate
from clew.stats.distributions import critical_z, poisson_limits
from clew.stats.estimate import Estimate

__all__ = ["CHURN", "DAYS", "Contracts", "Experiences", "churn_candidate"]

CHURN = Measure("churn", "Contracts ended", "share", "proportion", "lower", 1.0, 1.0)
#: How long a bad experience is taken to matter, in days.
DAYS = 90
#: Fewer contracts that ended after it tell nothing.
FEWEST = 20
DAY = 86_400_000_000

Whole = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Contracts:
    """Contracts under watch: the customer's number, from when to when in microseconds, and whether it ended then."""

    customer: Whole
    begin: Whole
    end: Whole
    ended: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Experiences:
    """Experiences: the customer's number and the time of each in microseconds, sorted by both."""

    customer: Whole
    at: Whole


def churn_candidate(name: str, contracts: Contracts, bad: Experiences, command: str = "") -> Candidate | None:
    """Return how many contracts end within 90 days of a bad experience, against those without one; None for too few.

    Days of contracts are counted on both sides and the two rates compared by the exact conditional test; what is shown
    is the share that ends within 90 days at each rate. It predicts; that the experience is the reason is not shown:
    who has bad experiences may differ in other ways.
    """
    days, ended = exposed(contracts, bad)
    whole = float(np.maximum(0, contracts.end - contracts.begin).sum()) / DAY
    others, calm = int(contracts.ended.sum()) - ended, whole - days
    if ended < FEWEST or others < FEWEST or days <= 0 or calm <= 0:
        return None
    after, else_ = ended / days, others / calm
    lo, hi = (limit / days for limit in poisson_limits(ended, critical_z(0.95)))
    value = Estimate(_share(after), _share(lo), _share(hi), 0.95, "poisson", ended, None, 0)
    reference = _share(else_)
    touched = len(np.unique(bad.customer[np.isin(bad.customer, contracts.customer)]))
    one_sided = float(bdtrc(ended - 1, ended + others, days / whole))
    return Candidate(
        kind="churn_after",
        measure=CHURN,
        where={"after": name},
        value=value,
        reference=reference,
        difference=_share(after) - reference,
        difference_lo=_share(lo) - reference,
        difference_hi=_share(hi) - reference,
        p=min(1.0, 2 * one_sided),
        customers=touched,
        holds=after > else_,
        facts={"times": after / else_},
        command=command,
        chart=_bars(name, value, else_, others, calm),
        cost={"customers": touched, "contracts": ended - else_ * days},
    )


def exposed(contracts: Contracts, bad: Experiences) -> tuple[float, int]:
    """Return the days of contracts that lie within 90 days of a bad experience, no day twice, and how many ended there.

    >>> one = np.array([7])
    >>> contracts = Contracts(one, one * 0, np.array([100 * DAY]), np.array([True]))
    >>> exposed(contracts, Experiences(np.array([7, 7]), np.array([0, 30 * DAY])))
    (100.0, 1)
    """
    until = bad.at + DAYS * DAY
    follows = np.zeros(len(bad.at), np.bool_)
    follows[:-1] = bad.customer[1:] == bad.customer[:-1]
    ends = until.copy()
    ends[:-1] = np.where(follows[:-1], np.minimum(until[:-1], bad.at[1:]), until[:-1])
    left, right = (np.searchsorted(bad.customer, contracts.customer, side=side) for side in ("left", "right"))
    many = right - left
    contract = np.repeat(np.arange(len(many)), many)
    which = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many) + np.repeat(left, many)
    begin, end = contracts.begin[contract], contracts.end[contract]
    spent = np.minimum(end, ends[which]) - np.maximum(begin, bad.at[which])
    last = contracts.ended[contract] & (end > bad.at[which]) & (end <= ends[which])
    return float(np.maximum(0, spent).sum()) / DAY, int(last.sum())


def _share(a_day: float) -> float:
    return 1 - exp(-a_day * DAYS)


def _bars(name: str, value: Estimate, else_: float, others: int, calm: float) -> dict[str, object]:
    lo, hi = (_share(limit / calm) for limit in poisson_limits(others, critical_z(0.95)))
    usual = {"place": "–", "value": _share(else_), "lo": lo, "hi": hi, "n": others, "told": False}
    own = {"place": name, "value": value.value, "lo": value.lo, "hi": value.hi, "n": value.n, "told": True}
    return {"kind": "bars", "points": [own, usual], "left_out": 0}
