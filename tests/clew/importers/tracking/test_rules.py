"""Which touchpoint a message belongs to: the first rule that fits, whatever the case of its letters."""

from __future__ import annotations

import msgspec
import pytest

from clew.errors import UsageError
from clew.importers.tracking import Rules
from clew.importers.tracking.rules import MOST_RULES, Rule

RULES = Rules(
    (
        Rule("path", "/checkout/*", "checkout"),
        Rule("name", "order *", "order", "web"),
        Rule("property", "SHOP-*", "shop", "store", property="place"),
        Rule("path", "*", channel="web"),
    )
)


@pytest.mark.parametrize(
    ("name", "path", "properties", "expected"),
    [
        ("x", "/checkout/pay", {}, ("checkout", "web")),
        ("Order Completed", None, {}, ("order", "web")),
        ("Order Completed", "/CHECKOUT/", {}, ("checkout", "web")),
        ("x", None, {"place": "shop-7"}, ("shop", "store")),
        ("x", None, {"place": ["shop-7"]}, ("", "")),
        ("x", "/", {}, ("", "web")),
        ("border", None, {}, ("", "")),
    ],
)
def test_the_first_rule_that_fits_says_so_each_for_what_it_says(name, path, properties, expected):
    assert RULES.of([name], [path], [properties]) == [expected]


def test_rules_survive_the_journal():
    assert Rules.from_json(RULES.to_json()) == RULES


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"by": "name", "pattern": " ", "touchpoint": "t"}, "Rule 1: Say what the rule looks for"),
        ({"by": "name", "pattern": "a"}, "Rule 1: Say which touchpoint or channel"),
        ({"by": "property", "pattern": "a", "touchpoint": "t"}, "Rule 1: Say which property"),
        ({"by": "weather", "pattern": "a", "touchpoint": "t"}, "no touchpoint rules"),
    ],
)
def test_a_rule_that_says_nothing_is_refused(rule, said):
    with pytest.raises(UsageError, match=said):
        Rules.from_json(msgspec.json.encode({"rules": [rule]}))


def test_too_many_rules_are_refused():
    many = Rules((Rule("name", "a", "t"),) * (MOST_RULES + 1))
    with pytest.raises(UsageError, match="at most"):
        Rules.from_json(many.to_json())


def test_a_pattern_of_many_stars_comes_to_an_end_for_a_text_that_almost_fits():
    # a pattern that tries all ways would take longer than anybody waits for a test
    rules = Rules((Rule("name", "*a" * 40 + "b", "t"),))
    assert rules.of(["a" * 2000], [None], [{}]) == [("", "")]
