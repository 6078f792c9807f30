"""Rules for old names hold for new ones."""

from __future__ import annotations

from clew.rules import Reason, Rules, with_names


def test_nothing_renamed_changes_nothing():
    rules = Rules(stages={"a": "Buy"})
    assert with_names(rules, {}) is rules
    assert with_names(rules, {"touchpoint": {}}) is rules


def test_a_rule_of_the_new_name_comes_first_then_the_first_old_by_spelling():
    rules = Rules(stages={"invoice": "Pay", "rechnung": "Old", "x*": "Last", "y": "First"})
    found = with_names(rules, {"touchpoint": {"Rechnung": "Invoice", "y": "z", "xx": "z", "none": "other"}})
    assert dict(found.stages) == {**rules.stages, "z": "Last"}, "xx comes before y"


def test_a_contact_reason_that_fitted_an_old_channel_fits_the_new_one():
    mail = Reason("letter", fits={"channel": ("mail*",), "topic": ("*late*",)})
    found = with_names(Rules(own_reasons=(mail, Reason("any"))), {"channel": {"mail2": "E-mail", "web": "Site"}})
    assert found.reasons[0].fits == {"channel": ("mail*", "e-mail"), "topic": ("*late*",)}
    assert found.reasons[1] == Reason("any")
    assert with_names(Rules(), {"channel": {"a": "b"}}).own_reasons is None
