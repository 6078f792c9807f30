"""Indices as the R package careless defines them: worked by hand, and against its definitions in plain Python."""

from __future__ import annotations

import random
from math import isnan, nan, sqrt
from statistics import stdev

import numpy as np
import pytest

from clew.surveys.results.careless.indices import even_odd, longstring, mahalanobis, spread


def rle(answers):
    """Runs as R's rle makes them: a missing answer is equal to nothing, itself included."""
    runs = []
    for answer in answers:
        if runs and runs[-1][0] == answer:
            runs[-1][1] += 1
        else:
            runs.append([answer, 1])
    return max((n for value, n in runs if not isnan(value)), default=0)


@pytest.mark.parametrize(
    ("answers", "longest"),
    [([], 0), ([nan, nan], 0), ([3], 1), ([1, 2, 3], 1), ([2, 2, 2], 3), ([1, 1, nan, 1], 2), ([5, 4, 4, 5, 5, 5], 3)],
)  # fmt: skip
def test_longstring_by_hand(answers, longest):
    assert longstring(answers) == longest


def test_against_plain_python():
    rng = random.Random(1)  # noqa: S311
    for _ in range(500):
        answers = [rng.choice([1.0, 2.0, 3.0, nan]) for _ in range(rng.randint(0, 25))]
        given = [answer for answer in answers if not isnan(answer)]
        assert longstring(answers) == rle(answers)
        if len(given) > 1:
            assert spread(answers) == pytest.approx(stdev(given))
        else:
            assert isnan(spread(answers))


def test_even_odd_by_hand():
    """Odd items' means 1, 4, 3, even items' 2, 5, 3: r = 13/14, stepped up 26/27."""
    assert even_odd([1, 2, 4, 5, 3, 3], [2, 2, 2]) == pytest.approx(-26 / 27)
    assert even_odd([1, 5, 3, 3, 5, 1], [2, 2, 2]) == 1.0
    assert even_odd([1, 9, 1, 2, 8, 2, 3, 7, 3], [3, 3, 3]) == 1.0
    assert isnan(even_odd([1, 2, 1, 2, 1, 2], [2, 2, 2]))
    assert isnan(even_odd([1, 2, nan, nan], [2, 2]))


def test_even_odd_against_its_definition():
    rng, lengths = random.Random(2), [5, 3, 4, 2, 6]  # noqa: S311
    for _ in range(300):
        answers = [rng.choice([1.0, 2.0, 3.0, 4.0, 5.0, nan]) for _ in range(sum(lengths))]
        pairs, at = [], 0
        for length in lengths:
            items, at = answers[at : at + length], at + length
            sides = [[v for v in items[start::2] if not isnan(v)] for start in (0, 1)]
            if all(sides):
                pairs.append([sum(side) / len(side) for side in sides])
        x, y = zip(*pairs, strict=True)
        if len(set(x)) < 2 or len(set(y)) < 2:
            assert isnan(even_odd(answers, lengths))
            continue
        r = np.corrcoef(x, y)[0, 1]
        stepped = 2 * r / (1 + r)
        wanted = 0 - max(stepped, -1)
        assert even_odd(answers, lengths) == pytest.approx(wanted, abs=1e-9)


def test_mahalanobis_of_whole_rows_is_the_textbook_one():
    rng = np.random.default_rng(3)
    rows = rng.integers(1, 6, size=(60, 5)).astype(float)
    centred, inverse = rows - rows.mean(axis=0), np.linalg.inv(np.cov(rows, rowvar=False))
    wanted = [float(x @ inverse @ x) for x in centred]
    assert mahalanobis(rows) == pytest.approx(wanted)
    assert mahalanobis(rows).sum() == pytest.approx(59 * 5)


def test_mahalanobis_with_blanks_takes_each_pair_that_was_answered():
    rng = np.random.default_rng(4)
    rows = rng.integers(1, 6, size=(80, 3)).astype(float)
    rows[rng.random(rows.shape) < 0.1] = nan
    covariance = np.empty((3, 3))
    for i in range(3):
        for j in range(3):
            both = rows[~np.isnan(rows[:, i]) & ~np.isnan(rows[:, j])]
            a, b = both[:, i] - both[:, i].mean(), both[:, j] - both[:, j].mean()
            covariance[i, j] = (a @ b) / (len(both) - 1)
    centred = np.nan_to_num(rows - np.nanmean(rows, axis=0))
    wanted = [float(x @ np.linalg.inv(covariance) @ x) for x in centred]
    assert mahalanobis(rows) == pytest.approx(wanted)


def test_no_inverse_no_distance():
    assert np.isnan(mahalanobis(np.array([[1.0, 2.0], [2.0, 4.0], [3.0, 6.0]]))).all()
    assert np.isnan(mahalanobis(np.array([[1.0, 2.0], [1.0, 2.0]]))).all()
    assert np.isnan(mahalanobis(np.array([[1.0, nan], [2.0, nan]]))).all()
    assert mahalanobis(np.empty((0, 2))).size == 0


def test_spread_by_hand():
    assert spread([1, 2, 3, 4, 5]) == pytest.approx(sqrt(2.5))
    assert spread([4, 4, 4]) == 0
