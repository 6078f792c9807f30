"""Who leaves after a bad experience: counted by hand, by plain Python, and in companies where it is chance."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.findings.tested import churn
from clew.findings.tested.churn import DAY, DAYS, Contracts, Experiences, churn_candidate

RATE = 0.3 / 365


def contracts(*rows):
    """Contracts of (customer, first day, last day, whether it ended)."""
    customer, begin, end, ended = zip(*rows, strict=True)
    return Contracts(np.array(customer), np.array(begin) * DAY, np.array(end) * DAY, np.array(ended, bool))


def experiences(*rows):
    """Experiences of (customer, day)."""
    who, at = zip(*sorted(rows), strict=True)
    return Experiences(np.array(who), np.array(at) * DAY)


def company(seed, times=1.0, size=2_000, each=1, season=1.0, days=540):
    """Contracts that end by chance, ``times`` as often after a bad experience; ``each`` of a customer end together.

    In the second half of the record ``season`` times as many end, and as many more have bad experiences.
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    day = np.arange(days)
    weight = np.where(day < days / 2, 1.0, season)
    bad = rng.random((size, days)) < 0.275 / 365 * weight
    recent = np.zeros_like(bad)
    for back in range(DAYS):
        recent[:, back:] |= bad[:, : days - back]
    leaves = rng.random((size, days)) < RATE * weight * np.where(recent, times, 1.0)
    ended, last = leaves.any(axis=1), np.where(leaves.any(axis=1), leaves.argmax(axis=1) + 1, days)
    customer = np.repeat(np.arange(size), each)
    lived = Contracts(customer, np.zeros(size * each, int), np.repeat(last, each) * DAY, np.repeat(ended, each))
    who, at = np.nonzero(bad)
    return lived, Experiences(who, at * DAY)


def days_after(lived, bad):
    """The days within 90 days of an experience and how many ended on them, day by day in plain Python."""
    days, ended = 0, 0
    for customer, begin, end, has_ended in zip(lived.customer, lived.begin, lived.end, lived.ended, strict=True):
        times = [at // DAY for who, at in zip(bad.customer, bad.at, strict=True) if who == customer]
        spent = {d for d in range(begin // DAY, end // DAY) if any(at <= d < at + DAYS for at in times)}
        days += len(spent)
        ended += bool(has_ended and end // DAY - 1 in spent)
    return days, ended


def counted(lived, bad):
    spans = churn._after(lived, bad)
    watch = churn._watch(lived, spans)
    return int((spans.end - spans.begin).sum()) // DAY, int(watch.after.sum())


def test_days_after_two_experiences_count_once():
    lived = contracts((1, 0, 200, True), (2, 0, 150, True), (3, 40, 95, True))
    bad = experiences((1, 100), (1, 130), (2, 10), (3, 0))
    assert counted(lived, bad) == (100 + 90 + 50, 1)
    assert counted(contracts((3, 40, 90, True)), bad) == (50, 1)
    assert counted(contracts((3, 40, 90, False)), bad) == (50, 0)
    assert counted(contracts((1, 200, 240, True), (4, 0, 50, True)), bad) == (20, 0)


CONTRACT = st.tuples(st.integers(0, 4), st.integers(0, 200), st.integers(1, 200), st.booleans())


@given(st.lists(CONTRACT, min_size=1), st.lists(st.tuples(st.integers(0, 5), st.integers(0, 400)), min_size=1))
def test_days_and_endings_are_those_of_counting_by_hand(rows, bad):
    lived, bad = contracts(*((who, first, first + long, ended) for who, first, long, ended in rows)), experiences(*bad)
    assert counted(lived, bad) == days_after(lived, bad)


@given(st.lists(CONTRACT, min_size=1), st.lists(st.tuples(st.integers(0, 5), st.integers(0, 400)), min_size=1))
def test_those_watched_when_one_ends_are_those_of_counting_by_hand(rows, bad):
    lived, bad = contracts(*((who, first, first + long, ended) for who, first, long, ended in rows)), experiences(*bad)
    spans = churn._after(lived, bad)
    watch = churn._watch(lived, spans)
    for at, whole, share in zip(watch.at, watch.whole, watch.share, strict=True):
        assert whole == sum((lived.begin < at) & (at <= lived.end))
        assert share * whole == pytest.approx(sum((spans.begin < at) & (at <= spans.end)))
    assert (watch.whole >= 1).all()


def test_what_is_told_is_the_share_of_both_rates():
    """One contract ends every day of a hundred, every fourth of them thirty days after its customer's complaint."""
    rows = [(who, 0, 100 + who, True) for who in range(100)]
    bad = experiences(*((who, 70 + who) for who in range(0, 100, 4)))
    told = churn_candidate("complaint", contracts(*rows), bad)
    assert told.value.n == 25
    assert told.value.value == pytest.approx(1 - np.exp(-25 / (25 * 30) * DAYS))
    assert told.value.lo < told.value.value < told.value.hi
    at_risk = [(100 - k, sum(1 for w in range(0, 100, 4) if w >= k and 70 + w < 100 + k)) for k in range(100)]
    above = sum(1 - m / n for k, (n, m) in enumerate(at_risk) if k % 4 == 0)
    below = sum(m / n for k, (n, m) in enumerate(at_risk) if k % 4)
    assert told.facts["times"] == pytest.approx(above / below)
    assert told.reference == pytest.approx(1 - np.exp(-DAYS / 30 / told.facts["times"]))
    assert told.cost["contracts"] == pytest.approx(25 * (1 - below / above))
    assert told.where == {"after": "complaint"}
    assert told.customers == 25


def test_a_rate_that_doubles_is_told_in_its_size():
    told = [churn_candidate("complaint", *company(seed, times=2.0)) for seed in range(8)]
    assert max(each.p for each in told) < 1e-3
    assert np.median([each.facts["times"] for each in told]) == pytest.approx(2.0, rel=0.15)
    assert all(each.holds for each in told)


def ps(**more):
    return np.array([churn_candidate("complaint", *company(seed, **more)).p for seed in range(60)])


def test_chance_is_called_as_seldom_as_it_says():
    """Of 60 companies at p .05, ten or more have a chance of .1 %; p is on both sides."""
    found = ps()
    assert (found <= 0.05).sum() <= 9
    assert np.median(found) > 0.7, "twice the upper tail: half of them are 1"


def test_contracts_of_one_customer_that_end_together_are_no_news():
    """Each customer has four contracts: counted one by one, four times as many end by chance."""
    assert (ps(each=4, size=1_000) <= 0.05).sum() <= 9
    lived, bad = company(1, size=1_000, each=4)
    spans = churn._after(lived, bad)
    assert churn._together(lived, spans, churn._watch(lived, spans)) == pytest.approx(4, rel=0.2)


def test_a_season_in_which_more_leave_and_more_complain_is_not_laid_to_complaints():
    """In the second half three times as many leave and three times as many complain, for no reason of each other."""
    assert (ps(season=3.0, size=1_000) <= 0.05).sum() <= 9


def test_whoever_has_the_experience_after_leaving_was_not_lost_by_it():
    lived, _ = company(1)
    after = Experiences(np.sort(lived.customer[lived.ended]), lived.end[lived.ended] + DAY)
    assert churn_candidate("complaint", lived, after) is None


def test_fewer_leaving_does_not_hold_and_few_tell_nothing():
    good = churn_candidate("complaint", *company(2, times=0.4, size=6_000))
    assert not good.holds
    assert churn_candidate("complaint", *company(2, size=300)) is None
    everybody = contracts(*((who, 0, 50, True) for who in range(60)))
    assert churn_candidate("complaint", everybody, experiences(*((who, 0) for who in range(60)))) is None
