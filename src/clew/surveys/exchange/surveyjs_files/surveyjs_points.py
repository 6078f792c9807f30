"""Numbers and languages as SurveyJS writes them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

__all__ = ["language_of", "points_of", "whole"]

#: The ends of a rating that says nothing of them, and the fewest points it can have.
LOWEST, HIGHEST, FEWEST = 1, 5, 2
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_]([a-z0-9]{2,8}))?")
#: Letters of a country.
COUNTRY = 2


def points_of(element: Mapping[str, Any]) -> tuple[int, int]:
    """Return the lowest and the highest point of a rating whose points are not listed.

    A count of points moves the end that is not given; without one, that end is 1 or 5.

    >>> points_of({"rateMin": 0}), points_of({"rateMax": 10, "rateCount": 11}), points_of({"rateCount": 4})
    ((0, 5), (0, 10), (1, 4))
    """
    low, high = (whole(element.get(key), None) for key in ("rateMin", "rateMax"))
    count = whole(element.get("rateCount"), None)
    if count is not None:
        further = max(FEWEST, count) - 1
        if high is None:
            high = (LOWEST if low is None else low) + further
        elif low is None:
            low = high - further
    if low is None:
        return LOWEST, max(HIGHEST if high is None else high, LOWEST + 1)
    return (min(low, HIGHEST - 1), HIGHEST) if high is None else (low, max(high, low + 1))


def whole(given: Any, otherwise: int | None) -> Any:
    """Return a whole number, ``otherwise`` for what is none."""
    return given if isinstance(given, int) and not isinstance(given, bool) else otherwise


def language_of(code: Any) -> str:
    """Return one of their codes of languages as ours; two of one language stay apart. English for what is none.

    >>> language_of("pt-br"), language_of("pt"), language_of(None)
    ('pt-BR', 'pt', 'en')
    """
    found = _LANGUAGE.fullmatch(str(code or "").lower())
    if found is None:
        return "en"
    region = found[2] or ""
    return found[1] + (f"-{region.upper() if len(region) == COUNTRY else region}" if region else "")
