"""How many holidays a country has: the numbers of the specification, for 2026."""

from __future__ import annotations

from datetime import date

import pytest

from clew.calendars.public_holidays import check_country, holidays_of
from clew.errors import UsageError


@pytest.mark.parametrize(("country", "days"), [("PL", 14), ("RO", 16), ("RU", 18)])
def test_days_of_2026(country, days):
    found = holidays_of(country, 2026)
    assert len(found) == days
    assert all(day.year == 2026 for day in found)


def test_christmas_eve_is_free_in_poland_since_2025():
    assert date(2026, 12, 24) in holidays_of("PL", 2026)
    assert date(2024, 12, 24) not in holidays_of("PL", 2024)


def test_a_subdivision_has_days_of_its_own():
    assert date(2026, 1, 6) in holidays_of("DE-BY", 2026)
    assert date(2026, 1, 6) not in holidays_of("DE", 2026)


def test_names_are_english():
    assert holidays_of("RO", 2026)[date(2026, 12, 25)] == "Christmas Day"


@pytest.mark.parametrize("code", ["XX", "DE-XX", "", "poland", "PL-"])
def test_a_country_that_is_not_known(code):
    with pytest.raises(UsageError, match="Choices"):
        check_country(code)
