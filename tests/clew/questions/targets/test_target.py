"""The document of a target: settled when it is made."""

from __future__ import annotations

import pytest

from clew.errors import UsageError
from clew.questions.targets.target import Target, find_target, read_targets


def test_statistic_and_direction_are_the_metric_s_own_and_a_round_trip_is_equal():
    made = Target.of({"metric": "contact_rate", "value": 300})
    assert (made.name, made.direction) == ("contact_rate.rate", "lower")
    assert Target.of(made.to_document()) == made
    assert Target.of({"metric": "nps", "matters": 3}).value is None


def test_the_target_of_the_program_comes_before_the_one_of_all():
    made = [
        Target.of({"metric": "nps", "value": 40}),
        Target.of({"metric": "nps", "value": 10, "program": "transactional"}),
    ]
    found = read_targets({"target": {target.name: target.to_document() for target in made}})
    statistic = made[0].statistic
    assert find_target(found, "nps", statistic, "transactional") == made[1]
    assert find_target(found, "nps", statistic, "relationship") == find_target(found, "nps", statistic) == made[0]
    assert find_target(found, "csat", "csat") is None


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"metric": "npss", "value": 1}, "no metric 'npss'"),
        ({"metric": "nps", "statistic": "mode", "value": 1}, "mode"),
        ({"metric": "nps", "program": "vip", "value": 1}, "no program 'vip'.*relationship"),
        ({"metric": "nps"}, "what it should be"),
        ({"metric": "nps", "value": float("nan")}, "number that can be reached"),
        ({"metric": "nps", "matters": 0}, "above 0"),
        ({"metric": "nps", "value": "much"}, "no target"),
        ({"metric": "nps", "value": 1, "direction": "up"}, "no direction 'up'"),
        ({"metric": "share", "value": 1}, "say direction higher or lower"),
    ],
)
def test_what_cannot_be_is_refused(given, said):
    with pytest.raises(UsageError, match=said):
        Target.of(given)


def test_a_metric_without_a_good_side_takes_the_one_it_is_given():
    assert Target.of({"metric": "share", "value": 0.5, "direction": "lower"}).direction == "lower"
