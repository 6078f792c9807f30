"""Public holidays by country and subdivision, from the `holidays` package: fixed, movable and moved ones.

Working Saturdays, with which some countries make up for a moved holiday, are not in it: say them as exceptions.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from clew.errors import UsageError

__all__ = ["check_country", "holidays_of"]


def check_country(code: str) -> str:
    """Return ``code``, a country (ISO 3166-1, ``PL``) or one with a subdivision (``DE-BY``), where it is known.

    Raises :class:`UsageError` that lists the choices.

    >>> check_country("DE-BY")
    'DE-BY'
    """
    from holidays import list_supported_countries  # noqa: PLC0415 - read only where holidays are asked for

    known = list_supported_countries()
    country, dash, part = code.partition("-")
    if country not in known:
        raise UsageError.unknown(
            "country with known holidays", country, list_supported_countries(include_aliases=False)
        )
    if dash and part not in known[country]:
        raise UsageError.unknown(f"subdivision of {country}", part, known[country])
    return code


@lru_cache(maxsize=4096)
def holidays_of(code: str, year: int) -> dict[date, str]:
    """Return the public holidays of one year by date, with their names in English where there are any.

    >>> holidays_of("PL", 2026)[date(2026, 5, 1)]
    'National Day'
    """
    from holidays import country_holidays  # noqa: PLC0415

    country, _, part = code.partition("-")
    found = country_holidays(country, subdiv=part or None, years=year, language="en_US", expand=False)
    return {day: str(name) for day, name in found.items() if day.year == year}
