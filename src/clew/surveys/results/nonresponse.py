"""What those who did not answer could change: bounds, early against late answers, and how even the answering was."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from clew.errors import UsageError
from clew.stats.estimate import Difference
from clew.stats.mean import mean_difference
from clew.stats.nps import nps_difference
from clew.stats.proportion import proportion_difference
from clew.stats.sketch import Sketch

__all__ = ["bounds", "late_against_early", "r_indicator"]

_COMPARED = {"nps": nps_difference, "share": proportion_difference, "mean": mean_difference}


def bounds(share: float, response_rate: float) -> tuple[float, float]:
    """Return between which ends (0..1) the share of all lies, whatever those who did not answer would have said.

    r·p where none of them would be counted, r·p + (1 - r) where all would. Source: Manski (1989), "Anatomy of the
    Selection Problem", Journal of Human Resources 24(3). Nothing is assumed.

    >>> [round(end, 2) for end in bounds(.8, .25)]
    [0.2, 0.95]
    """
    for name, value in (("A share", share), ("A response rate", response_rate)):
        if not 0 <= value <= 1:
            raise UsageError(f"{name} lies between 0 and 1, not at {value}.")
    return response_rate * share, response_rate * share + (1 - response_rate)


def late_against_early(answers: Sequence[tuple[float, float]], kind: str, level: float = 0.95) -> Difference | None:
    """Return how much the later half of (how late, y) lies above the earlier one; None below two answers in each.

    Those who answer late are in some surveys like those who never do: a difference is a sign that silence matters, none
    is no proof. ``kind`` is nps (y -1, 0, 1), share (0, 1) or mean. Answers as late as the one in the middle are all
    early. Source: Armstrong & Overton (1977), Journal of Marketing Research 14(3).

    >>> late_against_early([(1, 5), (2, 4), (8, 3), (9, 2)], "mean").difference
    -2.0
    """
    if kind not in _COMPARED:
        raise UsageError.unknown("comparison", kind, _COMPARED)
    ordered = sorted(answers)
    middle = ordered[(len(ordered) - 1) // 2][0] if ordered else 0.0
    early, late = ([y for at, y in ordered if (at <= middle) is before] for before in (True, False))
    if min(len(early), len(late)) < 2:  # noqa: PLR2004 - a spread needs two
        return None
    return _COMPARED[kind](Sketch.of(late), Sketch.of(early), level)


def r_indicator(rates: Sequence[float], shares: Sequence[float] | None = None) -> float:
    """Return how even answering was over groups of the frame: 1 - 2·S(ρ); 1 where all groups answered alike.

    ``rates`` are the response rates of groups, ``shares`` the groups' shares of the frame (equal ones without). Source:
    Schouten, Cobben & Bethlehem (2009), Survey Methodology 35(1).

    >>> round(r_indicator([.1, .2, .3, .05]), 4)
    0.808
    """
    weights = [1.0] * len(rates) if shares is None else list(shares)
    if not rates or len(weights) != len(rates) or min(weights) < 0 or not sum(weights):
        raise UsageError("Each group needs a response rate and its share of the frame.")
    if not all(0 <= rate <= 1 for rate in rates):
        raise UsageError(f"Response rates lie between 0 and 1, not {list(rates)}.")
    whole = sum(weights)
    middle = sum(w * rate for w, rate in zip(weights, rates, strict=True)) / whole
    spread = sum(w * (rate - middle) ** 2 for w, rate in zip(weights, rates, strict=True)) / whole
    return 1 - 2 * sqrt(spread)
