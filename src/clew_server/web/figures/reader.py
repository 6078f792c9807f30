"""Figures in dense places (tiles, grids) in the reader's language: value, interval, change, each with its unit once."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext

from clew.findings.wording.language import MINUS, Language
from clew_server.web.figures import amounts
from clew_server.web.figures.amounts import Unit, written

__all__ = ["Reader", "reader"]

#: Decimals by unit; two where none is named: means of small scales.
DIGITS = {"share": 0, "points": 0, "per 1,000": 0}


def reader() -> Reader:
    """Return how the reader of this request writes figures."""
    return Reader(amounts.reader())


@dataclass(frozen=True)
class Reader:
    """Writes figures as one reader does; ``working`` durations are told in hours at most."""

    language: Language

    def count(self, n: int) -> str:
        """Return a whole number."""
        return self.language.number(n, 0)

    def figure(self, value: float, unit: str, *, working: bool = False) -> str:
        """Return a value in its unit.

        >>> Reader(Language("en")).figure(.824, "share"), Reader(Language("en")).figure(-6.7, "points")
        ('82%', '−7')
        """
        return written(self.language, value, Unit(unit, working=working), DIGITS.get(unit, 2))

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
