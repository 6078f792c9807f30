"""Checks of how the answers of one person look together: rows of the same, little spread, rare combinations."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import isnan, nan
from statistics import median

import numpy as np

from clew.surveys.model.survey import Survey
from clew.surveys.results.careless.indices import even_odd, longstring, mahalanobis, spread
from clew.surveys.results.careless.items import blocks, items, matrices, values
from clew.surveys.results.careless.report import Check, Flag
from clew.surveys.results.returned import Returned

__all__ = ["FEWEST_ITEMS", "FEWEST_RESPONSES", "patterns"]

#: Below so many items on a scale the same answer to all says nothing; beyond ``LONG`` such a row is flagged anyway.
FEWEST_ITEMS, LONG = 4, 10
#: So many responses make a comparison with the others worth while, and so many an item a covariance.
FEWEST_RESPONSES, RESPONSES_AN_ITEM = 20, 5
#: Spread under this part of the median of all is flagged.
LITTLE = 0.25
#: So many matrices make a correlation; split-half consistency under .3 is flagged (Jackson 1977; Johnson 2005).
FEWEST_MATRICES, INCONSISTENT = 3, -0.3
#: Combinations that one of a thousand has by chance.
RARE = 0.999
Found = dict[str, tuple[Flag, ...]]


def patterns(survey: Survey, came: Sequence[Returned], version: int) -> Iterator[tuple[Check, Found]]:
    """Yield each check of one version with what it flagged."""
    for check in (_longstring, _spread, _even_odd, _mahalanobis):
        yield check(survey, came, version)


def _longstring(survey: Survey, came: Sequence[Returned], version: int) -> tuple[Check, Found]:
    long = [block for block in blocks(survey) if len(block) >= FEWEST_ITEMS]
    most = max((len(block) for block in blocks(survey)), default=0)
    if not long:
        return Check("longstring", version, off="items", needs=FEWEST_ITEMS, has=most), {}
    found: Found = {}
    for one in came:
        for block in long:
            limit, run = min(len(block), LONG), longstring(values(one, block))
            if run >= limit:
                found[one.key] = (Flag("longstring", run, limit),)
    return Check("longstring", version, len(found)), found


def _spread(survey: Survey, came: Sequence[Returned], version: int) -> tuple[Check, Found]:
    """Ratings are set between 0 and 1 by the ends of their scales, here only, so that scales can stand together."""
    rated = items(survey)
    if len(rated) < FEWEST_ITEMS:
        return Check("spread", version, off="items", needs=FEWEST_ITEMS, has=len(rated)), {}
    low, wide = np.array([i.scale.min for i in rated]), np.array([i.scale.max - i.scale.min for i in rated])
    all_of = {one.key: [*((np.array(values(one, rated)) - low) / wide)] for one in came}
    spreads = {key: spread(each) for key, each in all_of.items() if sum(not isnan(v) for v in each) >= FEWEST_ITEMS}
    if len(spreads) < FEWEST_RESPONSES:
        return Check("spread", version, off="responses", needs=FEWEST_RESPONSES, has=len(spreads)), {}
    limit = LITTLE * median(spreads.values())
    return _flagged("spread", version, spreads, limit, lambda value: value < limit or value == 0)


def _even_odd(survey: Survey, came: Sequence[Returned], version: int) -> tuple[Check, Found]:
    scales = matrices(survey)
    if len(scales) < FEWEST_MATRICES:
        return Check("even_odd", version, off="matrices", needs=FEWEST_MATRICES, has=len(scales)), {}
    lengths, rows = [len(scale) for scale in scales], [item for scale in scales for item in scale]
    scores = {one.key: even_odd(values(one, rows), lengths) for one in came}
    return _flagged("even_odd", version, scores, INCONSISTENT, lambda value: value > INCONSISTENT)


def _mahalanobis(survey: Survey, came: Sequence[Returned], version: int) -> tuple[Check, Found]:
    rated = items(survey)
    if len(rated) < FEWEST_ITEMS:
        return Check("mahalanobis", version, off="items", needs=FEWEST_ITEMS, has=len(rated)), {}
    rows = np.array([values(one, rated) for one in came]).reshape(len(came), len(rated))
    enough = (~np.isnan(rows)).sum(axis=1) * 2 >= len(rated)
    needs = max(FEWEST_RESPONSES, RESPONSES_AN_ITEM * len(rated))
    if enough.sum() < needs:
        return Check("mahalanobis", version, off="responses", needs=needs, has=int(enough.sum())), {}
    distance = np.full(len(came), nan)
    distance[enough] = mahalanobis(rows[enough])
    if np.isnan(distance).all():
        return Check("mahalanobis", version, off="alike"), {}
    limit = _chi_square(len(rated), RARE)
    scores = {one.key: float(distance[at]) for at, one in enumerate(came)}
    return _flagged("mahalanobis", version, scores, limit, lambda value: value > limit)


def _flagged(
    name: str, version: int, scores: dict[str, float], limit: float, is_odd: Callable[[float], bool]
) -> tuple[Check, Found]:
    found: Found = {
        key: (Flag(name, value, limit),) for key, value in scores.items() if not isnan(value) and is_odd(value)
    }
    return Check(name, version, len(found)), found


def _chi_square(freedom: int, share: float) -> float:
    """Return the value under which a ``share`` of chi-square with that many degrees of freedom lies."""
    from scipy.special import gammaincinv  # noqa: PLC0415  # scipy only when it is asked for

    return float(2 * gammaincinv(freedom / 2, share))
