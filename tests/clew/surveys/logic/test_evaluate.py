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


@pytest.mark.parametrize(("written", "number"), [
    ("150,00", 150), ("150.5", 150.5), (" 7 ", 7), ("-0,5", -0.5), ("+3", 3), ("0,125", 0.125), ("1234,567", 1234.567),
    ("1 234,50", 1234.5), ("12\u00a0345", 12345), ("1\u202f234\u202f567.5", 1234567.5), ("1.234", 1.234),
])  # fmt: skip
def test_a_field_may_have_a_number_as_lists_have_it(written, number):
    given = {"customer.spent": written}.get
    assert holds(parse_condition(f"customer.spent = {number}"), given)
    assert holds(parse_condition(f"customer.spent > {int(number) - 1}"), given)
    assert not holds(parse_condition(f"customer.spent > {number}"), given)


@pytest.mark.parametrize("written", [
    "nan", "inf", "-Infinity", "1_000", "1e3", "0x10", "", "-", "1,2,3", "1.234,5", "12 34", "1 2345", "7 zł", "٣",
    "1,234", "-12,345", "1" * 400,
])  # fmt: skip
def test_what_is_no_plain_number_fulfils_no_comparison_with_one(written):
    given = {"customer.spent": written}.get
    for sign in ("=", "!=", "<", "<=", ">", ">="):
        assert not holds(parse_condition(f"customer.spent {sign} 1000"), given)
