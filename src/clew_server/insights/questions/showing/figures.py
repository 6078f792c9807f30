"""Numbers, durations and counts in the reader's language, each with as many digits as it deserves."""

from __future__ import annotations

from babel.numbers import format_decimal
from babel.units import format_unit
from django.utils.translation import get_language

__all__ = ["count", "figure", "interval", "locale", "signed"]

_UNITS = ((86_400.0, "duration-day"), (3_600.0, "duration-hour"), (60.0, "duration-minute"), (1.0, "duration-second"))
MINUS = "−"
#: From here on a number needs no decimal.
LARGE, SMALL = 100.0, 10.0


def locale() -> str:
    """Return the reader's locale as Babel knows it."""
    return (get_language() or "en").split("-")[0]


def count(n: int) -> str:
    """Return a whole number with its thousands set apart."""
    return str(format_decimal(n, locale=locale()))


def figure(value: float | None, unit: str) -> str:
    """Return a value as people write it; an empty text where there is none. Shares are per cent, seconds durations.

    >>> figure(31.04, "points"), figure(5400, "seconds"), figure(None, "share")
    ('31', '1 hr 30 min', '')
    """
    if value is None:
        return ""
    if unit == "seconds":
        return _duration(value)
    if unit == "share":
        return f"{_number(value * 100, 1)}\N{NO-BREAK SPACE}%"
    return _number(value)


def interval(lo: float | None, hi: float | None, unit: str) -> tuple[str, str]:
    """Return both ends in words, without the per cent sign at the first; empty where an end is open."""
    low, high = figure(lo, unit), figure(hi, unit)
    return (low.removesuffix("\N{NO-BREAK SPACE}%") if high else low), high


def signed(value: float | None, unit: str) -> str:
    """Return a difference with its sign; of shares in percentage points, without a sign of their own.

    >>> signed(-3.2, "points"), signed(0.0517, "share")
    ('−3.2', '+5.2')
    """
    if value is None:
        return ""
    text = figure(abs(value), unit).removesuffix("\N{NO-BREAK SPACE}%")
    return f"{MINUS}{text}" if value < 0 else f"+{text}"


def _number(value: float, most: int = 2) -> str:
    decimals = min(most, 0 if abs(value) >= LARGE else 1 if abs(value) >= SMALL else 2)
    rounded = round(value, decimals) or 0.0
    text = str(format_decimal(rounded, format="#,##0.##", locale=locale()))
    return text.replace("-", MINUS, 1)


def _duration(seconds: float) -> str:
    """Return a duration in its two largest units; early is negative."""
    left = abs(seconds)
    for place, (size, name) in enumerate(_UNITS):
        if left >= size or place == len(_UNITS) - 1:
            whole, parts = left / size, [(name, left / size)]
            if place < len(_UNITS) - 1:
                smaller, small_name = _UNITS[place + 1]
                total = round(left / smaller)
                rest = total % round(size / smaller)
                parts = [(name, (total - rest) * smaller / size)] + ([(small_name, rest)] if rest else [])
            said = " ".join(format_unit(round(number), unit, length="short", locale=locale()) for unit, number in parts)
            return f"{MINUS}{said}" if seconds < 0 and round(whole) else said
    return ""
