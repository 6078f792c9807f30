"""What friction costs: one formula a measure, checked by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.errors import UsageError
from clew.findings.costs import excess, hours_beyond, priced
from clew.findings.measure import Cell, Measure, Times
from clew.findings.tested.candidate import Candidate
from clew.findings.wording.language import LANGUAGES, Language
from clew.findings.wording.words import claim
from clew.findings.work import Work
from clew.stats.estimate import Estimate
from clew.stats.sketch import Sketch
from clew.stats.survival.lifetimes import Lifetimes

HOUR = 3600.0
WAIT = Measure(
    "wait_time", "Wait", "share", "proportion", "higher", 1.0, 1.0,
    parameters={"target": "60"}, statistic="answered_within", within=60.0, ground="queue",
)  # fmt: skip
GAVE_UP = Measure(
    "abandonment", "Gave up", "share", "proportion", "lower", 1.0, 1.0, statistic="abandoned", ground="queue"
)
REOPENED = Measure(
    "reopen_rate", "Again", "share", "proportion", "lower", 1.0, 1.0, statistic="reopened", ground="team"
)


class Asker:
    """Times by what is asked, and how many customers a place has."""

    def __init__(self, times, customers=7, *, working=False):
        self.given, self.customers, self.working, self.wheres, self.known = times, customers, working, [], 50

    def times(self, metric, *, by=(), every=None, parameters):
        return self.given[metric, parameters.get("resolution", "")]

    def cells(self, metric, *, by=(), where=(), every=None, parameters=None):
        if self.customers is None:
            raise UsageError("no")
        self.wheres.append(list(where))
        return [Cell({}, None, Sketch(n=100, sum_w=100, clusters=self.customers))]

    def rows(self):
        return tuple({"name": name, "rows": 100, "customers": self.known} for name in ("calls", "tickets"))

    def has_working_time(self):
        return self.working

    def incomplete(self, every):
        return frozenset({"2025-12"})


def work_of(asker):
    return Work(asker, {}, Language("en"), lambda _what, _share: None)


def candidate(measure, where, share, reference, n=10, kind="pain_point"):
    value = Estimate(share, share - 0.1, share + 0.1, 0.95, "wilson", n)
    gap = share - reference
    return Candidate(kind, measure, where, value, reference, gap, gap - 0.1, gap + 0.1, 1e-9, n)


def test_hours_are_those_beyond_the_same_number_elsewhere():
    here, there = Lifetimes.of([2 * HOUR, 4 * HOUR]), Lifetimes.of([HOUR] * 7)
    assert hours_beyond(here, there) == pytest.approx((3 - 1) * 2)
    assert hours_beyond(there, here) == 0
    assert hours_beyond(here, Lifetimes.of([])) is None


def test_what_took_more_than_thirty_days_counts_thirty():
    months, nothing = Lifetimes.of([5000 * HOUR]), Lifetimes.of([0.0, 0.0])
    assert hours_beyond(months, nothing) == pytest.approx(720)


def test_what_is_still_open_counts_for_as_long_as_it_was_watched():
    here = Lifetimes.of([HOUR, 3 * HOUR], [True, False])
    there = Lifetimes.of([HOUR, HOUR])
    assert hours_beyond(here, there) == pytest.approx((2 - 1) * 2)


@given(
    st.lists(st.integers(0, 10**7), min_size=1, max_size=20), st.lists(st.integers(0, 10**7), min_size=1, max_size=20)
)
def test_without_open_ones_it_is_a_difference_of_plain_means(here, there):
    cut = [[min(y, 720 * HOUR) for y in side] for side in (here, there)]
    by_hand = (sum(cut[0]) / len(here) - sum(cut[1]) / len(there)) * len(here) / HOUR
    assert hours_beyond(Lifetimes.of(here), Lifetimes.of(there)) == pytest.approx(max(0, by_hand), abs=1e-6)


def test_a_wait_is_priced_against_other_places_and_nameless_ones_are_nobodys():
    cells = [
        Times({"queue": "A"}, None, Lifetimes.of([2 * HOUR] * 5)),
        Times({"queue": "B"}, None, Lifetimes.of([HOUR] * 5)),
        Times({"queue": None}, None, Lifetimes.of([0.0] * 50)),
    ]
    asker = Asker({("wait_time.answered_within", ""): cells})
    told = priced(work_of(asker), candidate(WAIT, {"queue": "A"}, 0.2, 0.6))
    assert told.cost == pytest.approx({"customers": 7, "contacts": 4, "hours": 5})
    assert asker.wheres == [["queue=A"]]


def test_a_bad_month_is_priced_against_whole_other_months_there():
    def cell(queue, period, hours):
        return Times({"queue": queue}, period, Lifetimes.of([hours * HOUR] * 2))

    cells = [cell("A", "2025-10", 1), cell("A", "2025-11", 4), cell("A", "2025-12", 50), cell("B", "2025-10", 9)]
    asker = Asker({("wait_time.answered_within", ""): cells})
    where = {"queue": "A", "period": "2025-11"}
    told = priced(work_of(asker), candidate(WAIT, where, 0.2, 0.6, kind="bad_period"))
    assert told.cost["hours"] == pytest.approx((4 - 1) * 2)
    assert asker.wheres == [["queue=A", "queued_at>=2025-11-01", "queued_at<2025-12-01"]]


def test_a_lasting_change_is_priced_against_the_time_before():
    cells = [
        Times({"queue": "A"}, "2025-10", Lifetimes.of([HOUR] * 4)),
        Times({"queue": "A"}, "2025-11", Lifetimes.of([3 * HOUR] * 4)),
    ]
    asker = Asker({("wait_time.answered_within", ""): cells})
    told = priced(work_of(asker), candidate(WAIT, {"queue": "A", "since": "2025-11"}, 0.2, 0.6, kind="change"))
    assert told.cost["hours"] == pytest.approx(8)


def test_giving_up_costs_the_waits_of_those_beyond_the_usual_share_short_ones_left_out():
    here = Lifetimes.of([2, 1800, 5400, 60], [True] * 4, caused=[True, True, True, False])
    cells = [Times({"queue": "A"}, None, here), Times({"queue": "B"}, None, Lifetimes.of([60], caused=[False]))]
    asker = Asker({("wait_time.abandoned_within", ""): cells})
    told = priced(work_of(asker), candidate(GAVE_UP, {"queue": "A"}, 0.5, 0.1))
    assert told.cost == pytest.approx({"customers": 7, "contacts": 4, "hours": 4 * 1.0})


def test_opening_again_costs_the_time_after_the_first_solution():
    def cells(here, there):
        return [
            Times({"team": name}, None, Lifetimes.of([h * HOUR for h in hours]))
            for name, hours in (("X", here), ("Y", there))
        ]

    asker = Asker(
        {
            ("resolution_time.within", "first"): cells([2, 2], [2, 2]),
            ("resolution_time.within", "full"): cells([2, 12], [2, 4]),
        },
        working=True,
    )
    told = priced(work_of(asker), candidate(REOPENED, {"team": "X"}, 0.5, 0.25))
    assert told.cost["hours"] == pytest.approx((5 - 1) * 2)
    assert told.cost["contacts"] == pytest.approx(2.5)
    assert "working hours" in claim(told, Language("en"))


def test_good_news_and_what_is_no_service_have_no_cost():
    asker = Asker({})
    good = candidate(WAIT, {"queue": "A"}, 0.9, 0.6, kind="success_point")
    opinion = replace(candidate(WAIT, {"queue": "A"}, 0.2, 0.6), measure=replace(WAIT, metric="csat"))
    assert not priced(work_of(asker), good).cost
    assert not priced(work_of(asker), opinion).cost


def test_what_cannot_be_asked_leaves_the_contacts():
    cells = [Times({"queue": "A"}, None, Lifetimes.of([2 * HOUR])), Times({"queue": "B"}, None, Lifetimes.of([HOUR]))]
    asker = Asker({("wait_time.answered_within", ""): cells}, customers=None)
    told = priced(work_of(asker), candidate(WAIT, {"queue": "A"}, 0.2, 0.6))
    assert told.cost == pytest.approx({"contacts": 4})
    assert claim(told, Language("en")).endswith("chance. About 4 contacts more than is usual were affected.")


def test_where_nobody_knows_whose_calls_they_were_no_customers_are_counted():
    cells = [Times({"queue": "A"}, None, Lifetimes.of([2 * HOUR])), Times({"queue": "B"}, None, Lifetimes.of([HOUR]))]
    asker = Asker({("wait_time.answered_within", ""): cells})
    asker.known = 0
    told = priced(work_of(asker), candidate(WAIT, {"queue": "A"}, 0.2, 0.6))
    assert set(told.cost) == {"contacts", "hours"}
    assert "customers" not in claim(told, Language("en"))


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_claim_says_what_it_cost_in_each_language(code):
    told = replace(candidate(WAIT, {"queue": "A"}, 0.2, 0.6), cost={"customers": 242, "contacts": 97, "hours": 15.32})
    said = claim(told, Language(code))
    assert "242" in said
    assert "15" in said
    assert said != claim(replace(told, cost={}), Language(code))
    assert excess(told) == pytest.approx(4)
