"""Who leaves after a bad experience: contracts that end soon after it, against those watched at the same time."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

import numpy as np
import numpy.typing as npt
from scipy.special import betainc

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
Floats = npt.NDArray[np.float64]


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


@dataclass(frozen=True, slots=True)
class _After:
    """The days of contracts within 90 days of a bad experience, as spans that do not overlap: which contract, when."""

    contract: Whole
    begin: Whole
    end: Whole


@dataclass(frozen=True, slots=True)
class _Watch:
    """The moments at which contracts ended: whether after a bad experience, and how many were watched then.

    ``share`` is the share of those watched that had one; ``whole`` is how many were watched.
    """

    at: Whole
    after: npt.NDArray[np.bool_]
    whole: Whole
    share: Floats


def churn_candidate(name: str, contracts: Contracts, bad: Experiences, command: str = "") -> Candidate | None:
    """Return how many contracts end within 90 days of a bad experience, against those without one; None for too few.

    At each moment a contract ends, those watched then are told apart by whether they are within 90 days of one (Mantel
    and Byar 1974, JASA 69:81): nobody counts as having had it before it happened, and a season in which more leave is
    not laid to it. Contracts of one customer end together, so they count as fewer (the variance by customer, Lin and
    Wei 1989, JASA 84:1074); the test is the exact one for the counts that are left. It predicts; that the experience
    is the reason is not shown: who has bad experiences may differ in other ways.
    """
    spans = _after(contracts, bad)
    watch = _watch(contracts, spans)
    ended, others = int(watch.after.sum()), int((~watch.after).sum())
    days = float((spans.end - spans.begin).sum()) / DAY
    calm = float((contracts.end - contracts.begin).sum()) / DAY - days
    times = _times(watch)
    if ended < FEWEST or others < FEWEST or days <= 0 or calm <= 0 or times is None:
        return None
    together = _together(contracts, spans, watch)
    after, usual = ended / days, ended / days / times
    lo, hi = (limit * together / days for limit in poisson_limits(ended / together, critical_z(0.95)))
    value = Estimate(_share(after), _share(lo), _share(hi), 0.95, "poisson", ended, None, 0)
    reference = _share(usual)
    touched = len(np.unique(contracts.customer[spans.contract]))
    return Candidate(
        kind="churn_after",
        measure=CHURN,
        where={"after": name},
        value=value,
        reference=reference,
        difference=_share(after) - reference,
        difference_lo=_share(lo) - reference,
        difference_hi=_share(hi) - reference,
        p=_p(ended / together, others / together, float(watch.share.mean())),
        customers=touched,
        holds=times > 1,
        facts={"times": times},
        command=command,
        chart=_bars(name, value, usual, others),
        cost={"customers": touched, "contracts": ended * (1 - 1 / times)},
    )


def _p(ended: float, others: float, share: float) -> float:
    """Return how often chance would have so many or more end after it, on both sides; counts may be fractions."""
    return min(1.0, 2 * float(betainc(ended, others + 1, share)))


def _after(contracts: Contracts, bad: Experiences) -> _After:
    """Return when contracts were within 90 days of a bad experience, no day twice.

    >>> one = np.array([7])
    >>> contracts = Contracts(one, one * 0, np.array([100 * DAY]), np.array([True]))
    >>> spans = _after(contracts, Experiences(np.array([7, 7]), np.array([0, 30 * DAY])))
    >>> (spans.begin // DAY).tolist(), (spans.end // DAY).tolist()
    ([0, 30], [30, 100])
    """
    until = bad.at + DAYS * DAY
    again = bad.customer[1:] == bad.customer[:-1]
    until[:-1] = np.where(again, np.minimum(until[:-1], bad.at[1:]), until[:-1])
    left, right = (np.searchsorted(bad.customer, contracts.customer, side=side) for side in ("left", "right"))
    many = right - left
    contract = np.repeat(np.arange(len(many)), many)
    which = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many) + np.repeat(left, many)
    begin = np.maximum(contracts.begin[contract], bad.at[which])
    end = np.minimum(contracts.end[contract], until[which])
    seen = end > begin
    return _After(contract[seen], begin[seen], end[seen])


def _watch(contracts: Contracts, spans: _After) -> _Watch:
    """Return the moments of ending; who began at that very moment was not watched yet, who ended then still was."""
    leaving = np.flatnonzero(contracts.ended)
    at = contracts.end[leaving]
    last = np.zeros(len(contracts.end), np.bool_)
    last[spans.contract[spans.end == contracts.end[spans.contract]]] = True
    whole = _watched(contracts.begin, contracts.end, at)
    return _Watch(at, last[leaving], whole, _watched(spans.begin, spans.end, at) / whole)


def _watched(begin: Whole, end: Whole, at: Whole) -> Whole:
    """Return how many spans hold each moment: begun before it, not over before it."""
    return np.asarray(np.searchsorted(np.sort(begin), at) - np.searchsorted(np.sort(end), at), np.int64)


def _times(watch: _Watch) -> float | None:
    """Return how many times as many end after it as otherwise, moment by moment (Mantel-Haenszel); None for none."""
    others = float(watch.share[~watch.after].sum())
    return float((1 - watch.share)[watch.after].sum()) / others if others else None


def _together(contracts: Contracts, spans: _After, watch: _Watch) -> float:
    """Return as how many an ending counts because a customer's contracts end together; 1 where each ends by itself.

    What each contract adds to the test beyond what was to be expected of it (its martingale residual), summed by
    customer: the sum of their squares over the variance of independent endings.
    """
    order = np.argsort(watch.at, kind="stable")
    at, share = watch.at[order], watch.share[order]
    rate = np.concatenate([[0.0], np.cumsum(1 / watch.whole[order])])
    expected = np.concatenate([[0.0], np.cumsum(share / watch.whole[order])])

    def through(sums: Floats, begin: Whole, end: Whole) -> Floats:
        return np.asarray(sums[np.searchsorted(at, end, side="right")] - sums[np.searchsorted(at, begin, side="right")])

    size = len(contracts.end)
    residual = through(expected, contracts.begin, contracts.end)
    residual -= np.bincount(spans.contract, through(rate, spans.begin, spans.end), minlength=size)
    residual[contracts.ended] += watch.after - watch.share
    by_customer = np.bincount(np.unique(contracts.customer, return_inverse=True)[1], residual)
    alone = float((watch.share * (1 - watch.share)).sum())
    return max(1.0, float((by_customer**2).sum()) / alone) if alone else 1.0


def _share(a_day: float) -> float:
    return 1 - exp(-a_day * DAYS)


def _bars(name: str, value: Estimate, usual: float, others: int) -> dict[str, object]:
    """Return the picture: the share after it, and the usual one with the limits of the ``others`` that ended."""
    lo, hi = (_share(usual * limit / others) for limit in poisson_limits(others, critical_z(0.95)))
    rest = {"place": "–", "value": _share(usual), "lo": lo, "hi": hi, "n": others, "told": False}
    own = {"place": name, "value": value.value, "lo": value.lo, "hi": value.hi, "n": value.n, "told": True}
    return {"kind": "bars", "points": [own, rest], "left_out": 0}
