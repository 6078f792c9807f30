"""What happened to somebody asked becomes a case by rules that stand in one table."""

from __future__ import annotations

import pytest

from clew.surveys.results.cases import Case, disposition_of, dispositions_of


@pytest.mark.parametrize(
    ("case", "wanted"),
    [
        (Case("spared"), "not_asked"),
        (Case("planned"), "not_asked"),
        (Case("finished", "sent", 1.0), "complete"),
        (Case("finished", "bounced", 1.0), "complete"),
        (Case("started", "sent", 0.5), "partial"),
        (Case("started", "sent", 0.49), "refused"),
        (Case("opened", "sent"), "refused"),
        (Case("opted_out", "sent"), "refused"),
        (Case("asked", "bounced"), "unknown_other"),
        (Case("asked", "refused"), "unknown_other"),
        (Case("asked", "delivered"), "non_contact"),
        (Case("asked", "opened"), "non_contact"),
        (Case("asked", "sent"), "unknown"),
        (Case("asked", "unclear"), "unknown"),
        (Case("asked"), "unknown"),
    ],
)
def test_each_rule(case, wanted):
    assert disposition_of(case) == wanted


def test_who_is_known_to_be_a_customer_was_not_reached():
    assert disposition_of(Case("asked", "sent"), is_known=True) == "non_contact"
    assert disposition_of(Case("asked", "bounced"), is_known=True) == "unknown_other"


def test_counted_together():
    states = ["finished"] * 3 + ["started", "opened", "opted_out", "asked", "spared", "planned"]
    found, never = dispositions_of(Case(state, "sent", 0.9) for state in states)
    assert (found.complete, found.partial, found.refused, found.unknown, never) == (3, 1, 2, 1, 2)
    assert found.known + found.unsure + never == len(states)
