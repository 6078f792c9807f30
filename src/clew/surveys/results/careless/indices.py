"""Indices of careless answering, as the R package careless 1.2 defines them (Yentes & Wilhelm 2023, MIT licence).

Each takes the answers of one person in the order they were asked, NaN where there is none, or a row a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan, nan, sqrt

import numpy as np
import numpy.typing as npt

__all__ = ["even_odd", "longstring", "mahalanobis", "spread"]

Matrix = npt.NDArray[np.float64]


def longstring(answers: Sequence[float]) -> int:
    """Return how many answers in a row are the same, at most; one that is missing ends a row. 0 without answers.

    Source: Johnson (2005), Journal of Research in Personality 39(1).

    >>> longstring([3, 3, 3, 1, 1, 5])
    3
    """
    longest = run = 0
    before = nan
    for answer in answers:
        run = 0 if isnan(answer) else run + 1 if answer == before else 1
        longest, before = max(longest, run), answer
    return longest


def spread(answers: Sequence[float]) -> float:
    """Return the standard deviation of one person's answers (n - 1): intra-individual response variability.

    NaN below two answers. Source: Dunn, Heggestad, Shanock & Theilgard (2018), Journal of Business and Psychology
    33(1).

    >>> spread([1, 2, 3, 4, 5]) == sqrt(2.5)
    True
    """
    given = [answer for answer in answers if not isnan(answer)]
    if len(given) < 2:  # noqa: PLR2004 - a spread needs two
        return nan
    middle = sum(given) / len(given)
    return sqrt(sum((answer - middle) ** 2 for answer in given) / (len(given) - 1))


def even_odd(answers: Sequence[float], lengths: Sequence[int]) -> float:
    """Return the even-odd inconsistency (-1..1, high is careless) of answers to scales of ``lengths`` items each.

    Of each scale the mean of the odd and that of the even items; r of the two over scales, stepped up by Spearman and
    Brown to 2r / (1 + r), at least -1, its sign turned. NaN where one of the two does not vary, or below two scales
    with both. Source: Johnson (2005), as above.

    >>> round(even_odd([1, 2, 4, 5, 3, 3], [2, 2, 2]), 4)
    -0.963
    """
    pairs, start = [], 0
    for length in lengths:
        items = answers[start : start + length]
        pair = (_mean(items[0::2]), _mean(items[1::2]))
        if not any(isnan(each) for each in pair):
            pairs.append(pair)
        start += length
    r = _correlation(pairs)
    if isnan(r):
        return nan
    return 1.0 if r <= -1 / 3 else -2 * r / (1 + r)


def _mean(answers: Sequence[float]) -> float:
    given = [answer for answer in answers if not isnan(answer)]
    return sum(given) / len(given) if given else nan


def _correlation(pairs: Sequence[tuple[float, float]]) -> float:
    if len(pairs) < 2:  # noqa: PLR2004 - a line needs two
        return nan
    x, y = (np.array(side) - np.mean(side) for side in zip(*pairs, strict=True))
    below = float(np.sqrt((x @ x) * (y @ y)))
    return float(x @ y) / below if below > 1e-12 else nan  # noqa: PLR2004 - what is left of no spread is rounding


def mahalanobis(rows: Matrix) -> Matrix:
    """Return the squared Mahalanobis distance of each person from all: high where a combination of answers is rare.

    Covariances are those of each pair of items over who answered both; an item that is missing adds nothing. All NaN
    where the covariances have no inverse. Source: Meade & Craig (2012), Psychological Methods 17(3); the package takes
    it from ``outlier`` of the package psych.

    >>> mahalanobis(np.array([[1., 1.], [2., 3.], [3., 2.], [4., 4.]])).round(4)
    array([1.5, 1.5, 1.5, 1.5])
    """
    if not rows.size:
        return np.full(len(rows), nan)
    with np.errstate(all="ignore"):
        known = ~np.isnan(rows)
        counts = known.sum(axis=0)
        if not counts.all():
            return np.full(len(rows), nan)
        centred = np.where(known, rows - np.where(known, rows, 0.0).sum(axis=0) / counts, 0.0)
        covariance = _pairwise(rows, known)
    if not np.isfinite(covariance).all() or np.linalg.matrix_rank(covariance) < len(covariance):
        return np.full(len(rows), nan)
    distance: Matrix = np.einsum("ij,jk,ik->i", centred, np.linalg.inv(covariance), centred)
    return distance


def _pairwise(rows: Matrix, known: npt.NDArray[np.bool_]) -> Matrix:
    """Return the covariance of each pair of items over the people who answered both, each pair with its own means."""
    some = known.astype(np.float64)
    filled = np.where(known, rows, 0.0)
    n = some.T @ some
    sums = filled.T @ some
    covariance: Matrix = (filled.T @ filled - sums * sums.T / n) / (n - 1)
    return covariance
