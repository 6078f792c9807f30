"""Whether a condition holds: missing is not zero."""

from __future__ import annotations

import pytest

from clew.surveys.logic.evaluate import holds
from clew.surveys.logic.parse import parse_condition

GIVEN = {"zero": 0, "nine": 9, "why": "late", "seen": ("web", "shop"), "none": (), "blank": "", "plan": "7"}


@pytest.mark.parametrize(
    "text",
    ["zero = 0", "zero <= 6", "nine > 8.5", "why = 'late'", "why in ['x', 'late']", "seen has 'web'",
    "seen is answered",
     "zero is answered", "blank is not answered", "none is not answered", "gone is not answered", "not gone = 1",
     "gone = 1 or nine = 9", "not (gone = 1 and nine = 9)", "plan = 7", "plan < 10", "nine = '9'", "gone not in [1]"],
)  # fmt: skip
def test_it_holds(text):
    assert holds(parse_condition(text), GIVEN.get)


@pytest.mark.parametrize(
    "text",
    ["gone = 0", "gone != 0", "gone < 1", "why != 'late'", "why = 1", "why < 1", "seen has 'we'", "seen = 'web'",
     "nine has '9'", "why has 'late'", "nine in [1, 2]", "zero = 1 or gone is answered", "none is answered"],
)  # fmt: skip
def test_it_does_not_hold(text):
    assert not holds(parse_condition(text), GIVEN.get)
