"""Amounts as the reader writes them: each unit has its form, with as many digits as its interval bears."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from babel.numbers import format_currency
from django.utils.translation import get_language, gettext

from clew.findings.wording.language import LANGUAGES, Language

__all__ = ["Unit", "amount", "change", "count", "interval", "money", "reader", "written"]

#: What is counted in whole things; any other unit that is not named here, too.
_AVERAGES = frozenset({"transfers", "times a ticket"})
#: Below this width of an interval one more digit tells something.
_NARROW = {"share": 0.02, "points": 2.0, "per 1,000": 2.0, "points of the scale": 0.2}
_DIGITS = {"share": 0, "points": 0, "per 1,000": 0, "points of the scale": 1}


def reader() -> Language:
    """Return the language of the reader of this request."""
    code = (get_language() or "en").split("-")[0]
    return _language(code if code in LANGUAGES else "en")


@cache
def _language(code: str) -> Language:
    return Language(code)


@dataclass(frozen=True)
class Unit:
    """A unit as answers name it, and what its form depends on.

    ``working`` times are told in hours at most: a working day has no length of its own. ``width`` is that of the
    interval, which decides the digits.
    """

    name: str
    working: bool = False
    width: float | None = None

    @property
    def digits(self) -> int:
        """Digits after the point."""
        if self.name in _AVERAGES:
            return 2
        narrow = self.width is not None and self.width < _NARROW.get(self.name, 0.0)
        return _DIGITS.get(self.name, 0) + narrow


def amount(value: float, unit: Unit) -> str:
    """Return a figure in its unit: 78%, 31, 5.6, 6 hr 10 min, 1,204."""
    return written(reader(), value, unit, unit.digits)


def written(language: Language, value: float, unit: Unit, digits: int) -> str:
    """Return a figure in its unit as a language writes it, with ``digits`` after the point; times have their own."""
    if unit.name == "share":
        return language.percent(value, digits)
    if unit.name == "seconds":
        return language.span(value, days=not unit.working)
    return language.number(value, digits)


def change(value: float, unit: Unit) -> str:
    """Return a difference with its sign; of shares in percentage points."""
    language = reader()
    if unit.name == "share":
        points = language.signed(language.number(value * 100, unit.digits), round(value * 100, unit.digits))
        return gettext("%(points)s percentage points") % {"points": points}
    return _signed(value, unit)


def interval(lo: float | None, hi: float | None, unit: Unit, *, signed: bool = False) -> str:
    """Return "28 to 34"; with one end open "at least 28" or "at most 34"; empty where nothing is known."""
    if lo is None and hi is None:
        return ""
    ends = {"lo": _end(lo, unit, signed=signed), "hi": _end(hi, unit, signed=signed)}
    if hi is None:
        return gettext("at least %(lo)s") % ends
    if lo is None:
        return gettext("at most %(hi)s") % ends
    return gettext("%(lo)s to %(hi)s") % ends


def _end(value: float | None, unit: Unit, *, signed: bool) -> str:
    if value is None:
        return ""
    if unit.name == "share":  # the unit is said once, by the figure
        shown = reader().number(value * 100, unit.digits)
        return reader().signed(shown, round(value * 100, unit.digits)) if signed else shown
    return _signed(value, unit) if signed else amount(value, unit)


def _signed(value: float, unit: Unit) -> str:
    return reader().signed(amount(value, unit), round(value, unit.digits))


def count(value: float) -> str:
    """Return a number of things."""
    return reader().number(value, 0)


def money(value: float | Decimal, currency: str) -> str:
    """Return an amount of money; without a currency the bare number with two digits."""
    if not currency:
        return reader().number(float(value), 2)
    return str(format_currency(value, currency, locale=reader().locale))
