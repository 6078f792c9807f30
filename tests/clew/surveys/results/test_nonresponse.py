"""What silence could change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.errors import UsageError
from clew.surveys.results.nonresponse import bounds, late_against_early, r_indicator

SHARES = st.floats(0, 1)


@given(SHARES, SHARES)
def test_bounds_are_what_the_silent_could_make_of_it(share, rate):
    low, high = bounds(share, rate)
    assert low == pytest.approx(rate * share)  # all silent say no
    assert high == pytest.approx(rate * share + 1 - rate)  # all silent say yes
    assert low - 1e-12 <= share <= high + 1e-12


@pytest.mark.parametrize(("share", "rate"), [(-0.1, 0.5), (1.1, 0.5), (0.5, -0.1), (0.5, 1.1)])
def test_what_is_no_share_is_refused(share, rate):
    with pytest.raises(UsageError):
        bounds(share, rate)


def test_the_published_r_indicator():
    assert r_indicator([0.1, 0.2, 0.3, 0.05]) == pytest.approx(0.8080, abs=5e-5)
    assert r_indicator([0.3, 0.3]) == 1
    assert r_indicator([0, 1]) == 0
    assert r_indicator([0.1, 0.3], [3, 1]) == pytest.approx(r_indicator([0.1, 0.1, 0.1, 0.3]))


@pytest.mark.parametrize(("rates", "shares"), [([], None), ([0.1], [1, 2]), ([1.2], None), ([0.1], [0]), ([0.1], [-1])])
def test_groups_that_cannot_be_are_refused(rates, shares):
    with pytest.raises(UsageError):
        r_indicator(rates, shares)


def test_late_against_early():
    answers = [(at, 1.0 if at < 50 else -1.0 if at % 3 else 1.0) for at in range(100)]
    found = late_against_early(answers, "nps")
    assert found.difference < -1
    assert found.hi < 0
    assert found.n == (50, 50)
    assert late_against_early(list(reversed(answers)), "nps") == found


def test_answers_as_late_as_the_middle_one_are_early():
    answers = [(1, 1.0), (1, 0.0), (1, 1.0), (1, 1.0), (2, 0.0), (3, 1.0)]
    assert late_against_early(answers, "share").n == (2, 4)


def test_too_few_to_compare():
    assert late_against_early([], "mean") is None
    assert late_against_early([(1, 5), (2, 4), (3, 3)], "mean") is None
    with pytest.raises(UsageError):
        late_against_early([], "median")
