"""Worked verdicts, at the borders and between them."""

from __future__ import annotations

import pytest

from clew.questions.answer import Answer, AnswerRow, Comparison
from clew.questions.targets.target import Target
from clew.questions.targets.verdicts import is_complete, said_of_change, said_of_figure
from clew.stats.estimate import Difference, Estimate

AT_LEAST_40 = Target.of({"metric": "nps", "value": 40, "matters": 3})
AT_MOST_300 = Target.of({"metric": "contact_rate", "value": 300})


def figure(value: float | None, lo: float | None, hi: float | None) -> Estimate:
    return Estimate(value, lo, hi, 0.95, "score", 900)


@pytest.mark.parametrize(
    ("lo", "hi", "verdict"),
    [
        (40.0, 50.0, "reached"),  # the border is good
        (39.999, 50.0, "cannot tell"),
        (30.0, 40.0, "cannot tell"),  # 40 itself may be it
        (30.0, 39.999, "missed"),
        (40.0, 40.0, "reached"),
        (-10.0, 90.0, "cannot tell"),
        (None, None, "cannot tell"),
        (45.0, None, "cannot tell"),
    ],
)
def test_at_least_is_reached_where_the_whole_interval_is(lo, hi, verdict):
    assert said_of_figure(figure(45.0, lo, hi), AT_LEAST_40) == verdict


@pytest.mark.parametrize(
    ("lo", "hi", "verdict"),
    [
        (200.0, 300.0, "reached"),
        (200.0, 300.001, "cannot tell"),
        (300.0, 400.0, "cannot tell"),
        (300.001, 400.0, "missed"),
    ],
)
def test_at_most_is_the_same_from_the_other_side(lo, hi, verdict):
    assert said_of_figure(figure(300.0, lo, hi), AT_MOST_300) == verdict


@pytest.mark.parametrize(("value", "verdict"), [(300.0, "reached"), (301.0, "missed"), (None, "cannot tell")])
def test_a_complete_count_speaks_for_itself(value, verdict):
    assert said_of_figure(figure(value, None, None), AT_MOST_300, complete=True) == verdict


def test_a_suppressed_row_tells_nothing_and_a_target_without_a_value_says_nothing():
    row = AnswerRow(statistic="nps", value=None, lo=None, hi=None, n=3, method="none", warnings=("suppressed",))
    assert said_of_figure(row, AT_LEAST_40) == "cannot tell"
    assert said_of_figure(row, Target.of({"metric": "nps", "matters": 3})) is None


def test_counts_and_stocks_are_complete_and_scores_are_not():
    def answer(metric: str, statistic: str) -> Answer:
        return Answer(
            metric=metric, label="", statistic=statistic, unit="", direction="lower", level=0.95, as_of=None,
            spec_hash="", population="", rows=(),
        )  # fmt: skip

    assert is_complete(answer("contact_rate", "contacts"))
    assert not is_complete(answer("contact_rate", "rate"))


def difference(found: float | None, lo: float | None, hi: float | None, *, beyond: bool | None) -> Difference:
    return Difference(found, lo, hi, 0.95, "score", 0.01, (500, 500), smallest_detectable=3.2, beyond_chance=beyond)


@pytest.mark.parametrize(
    ("found", "lo", "hi", "matters"),
    [
        (5.0, 3.0, 7.0, "big enough to matter"),  # the threshold itself is enough
        (5.0, 2.999, 7.0, "cannot tell"),
        (-5.0, -7.0, -3.0, "big enough to matter"),
        (1.0, 0.5, 1.5, "too small to matter"),
        (0.0, -2.999, 2.999, "too small to matter"),
        (0.0, -3.0, 2.0, "cannot tell"),
        (2.0, 1.0, 3.0, "cannot tell"),
        (None, None, None, "cannot tell"),
    ],
)
def test_the_interval_decides_whether_a_change_matters(found, lo, hi, matters):
    assert said_of_change(difference(found, lo, hi, beyond=True), "higher", AT_LEAST_40).matters == matters


def test_a_change_beyond_chance_is_better_or_worse_by_the_metric_s_direction():
    rise = difference(5.0, 3.0, 7.0, beyond=True)
    up, down, neither = (said_of_change(rise, way, AT_LEAST_40) for way in ("higher", "lower", "none"))
    assert (up.is_better, down.is_better, neither.is_better) == (True, False, None)
    assert (up.text, up.would_have_seen) == ("beyond chance, big enough to matter", None)
    assert said_of_change(rise, "higher").text == "beyond chance"


def test_no_change_shown_says_what_would_have_been_seen():
    found = said_of_change(difference(1.0, -1.0, 3.0, beyond=False), "higher", AT_LEAST_40)
    assert (found.is_beyond_chance, found.is_better, found.would_have_seen) == (False, None, 3.2)
    assert found.text == "no change shown; we would have seen ±3.2"


def test_where_nothing_can_be_compared_nothing_is_said():
    suppressed = Comparison(
        reference="2026-01", difference=None, lo=None, hi=None, p=None, q=None, beyond_chance=None,
        smallest_detectable=None, n=(3, 3), method="none", warnings=("suppressed",),
    )  # fmt: skip
    found = said_of_change(suppressed, "higher", AT_LEAST_40)
    assert (found.is_beyond_chance, found.matters, found.text) == (None, "cannot tell", "cannot tell")
