"""Figures of the library in the reader's language: value, interval, change, each with its unit once."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language, gettext

from clew.findings.wording.language import LANGUAGES, MINUS, Language

__all__ = ["Reader", "reader"]

#: Decimals by unit; two where none is named: means of small scales.
DIGITS = {"points": 0, "per 1,000": 0}


def reader() -> Reader:
    """Return how the reader of this request writes figures."""
    code = (get_language() or "en").split("-")[0]
    return Reader(Language(code if code in LANGUAGES else "en"))


@dataclass(frozen=True)
class Reader:
    """Writes figures as one reader does; ``working`` durations are told in hours at most."""

    language: Language

    def count(self, n: int) -> str:
        """Return a whole number."""
        return self.language.number(n, 0)

    def figure(self, value: float, unit: str, *, working: bool = False, fine: bool = False) -> str:
        """Return a value in its unit; ``fine`` with one digit more, as ends of intervals are.

        >>> Reader(Language("en")).figure(.824, "share"), Reader(Language("en")).figure(-6.7, "points")
        ('82%', '−7')
        """
        if unit == "share":
            return self.language.percent(value, 1 if fine else 0)
        if unit == "seconds":
            return self.language.span(value, days=not working)
        return self.language.number(value, DIGITS.get(unit, 2))

    def span(self, lo: float, hi: float, unit: str, *, working: bool = False) -> str:
        """Return an interval in words."""
        ends = {"lo": self.figure(lo, unit, working=working), "hi": self.figure(hi, unit, working=working)}
        return gettext("%(lo)s to %(hi)s") % ends

    def change(self, value: float, unit: str, *, working: bool = False) -> str:
        """Return a difference with its sign; that of shares in percentage points.

        >>> Reader(Language("en")).change(-.033, "share"), Reader(Language("en")).change(4, "points")
        ('−3.3', '+4')
        """
        shown = self.language.number(value * 100, 1) if unit == "share" else self.figure(value, unit, working=working)
        return shown if shown.startswith(MINUS) else self.language.signed(shown, value)

    def size(self, value: float, unit: str, *, working: bool = False) -> str:
        """Return how large a difference is, without a sign."""
        return self.change(abs(value), unit, working=working).lstrip("+")
