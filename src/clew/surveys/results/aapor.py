"""Rates of a survey by the Standard Definitions of AAPOR: response, cooperation, refusal, contact.

The American Association for Public Opinion Research (2023), "Standard Definitions: Final Dispositions of Case Codes and
Outcome Rates for Surveys", 10th edition. They need a frame: known people, each of whom was asked.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from math import isfinite

from clew.errors import UsageError
from clew.stats.estimate import Estimate
from clew.stats.proportion import wilson

__all__ = ["RATES", "Dispositions", "aapor"]


@dataclass(frozen=True, slots=True)
class Dispositions:
    """How many of those who were asked ended how, by the letters of the definitions.

    I complete, P partial, R refused or broken off, NC not reached, O other (reached, but could not answer), UH unknown
    whether they are there at all, UO unknown otherwise.
    """

    complete: int = 0
    partial: int = 0
    refused: int = 0
    non_contact: int = 0
    other: int = 0
    unknown: int = 0
    unknown_other: int = 0

    @property
    def known(self) -> int:
        """Those who are known to belong to the survey: I + P + R + NC + O."""
        return self.complete + self.partial + self.refused + self.non_contact + self.other

    @property
    def unsure(self) -> int:
        """Those of whom that is not known: UH + UO."""
        return self.unknown + self.unknown_other


#: What is above the line, and below it: letters; U is UH + UO, eU the share ``e`` of it.
RATES: dict[str, tuple[str, str]] = {
    "RR1": ("I", "IPRNOU"),
    "RR2": ("IP", "IPRNOU"),
    "RR3": ("I", "IPRNOe"),
    "RR4": ("IP", "IPRNOe"),
    "RR5": ("I", "IPRNO"),
    "RR6": ("IP", "IPRNO"),
    "COOP1": ("I", "IPRO"),
    "COOP2": ("IP", "IPRO"),
    "COOP3": ("I", "IPR"),
    "COOP4": ("IP", "IPR"),
    "REF1": ("R", "IPRNOU"),
    "REF2": ("R", "IPRNOe"),
    "REF3": ("R", "IPRNO"),
    "CON1": ("IPRO", "IPRNOU"),
    "CON2": ("IPRO", "IPRNOe"),
    "CON3": ("IPRO", "IPRNO"),
}


def aapor(dispositions: Dispositions, e: float = 1.0, level: float = 0.95) -> dict[str, Estimate]:
    """Return each rate (0..1) by its name in :data:`RATES`, with Wilson's interval; None where nobody is below.

    ``e`` is the share of those of unknown eligibility who are eligible: 1 counts all of them, which makes RR3 to RR4
    equal RR1 to RR2; what it is taken from has to be said beside the rates. ``n`` counts the cases below the line.

    Raises:
        UsageError: ``e`` lies outside 0..1, or a count is negative or no whole number.

    >>> rates = aapor(Dispositions(400, 50, 120, 300, 30, 80, 20), e=.6)
    >>> [round(rates[f"RR{n}"].value, 4) for n in range(1, 7)]
    [0.4, 0.45, 0.4167, 0.4688, 0.4444, 0.5]
    """
    _check(dispositions, e)
    parts = {
        "I": dispositions.complete,
        "P": dispositions.partial,
        "R": dispositions.refused,
        "N": dispositions.non_contact,
        "O": dispositions.other,
        "U": dispositions.unsure,
        "e": dispositions.unsure * e,
    }
    counted = {**parts, "e": dispositions.unsure}
    return {
        name: _rate(sum(parts[p] for p in above), sum(parts[p] for p in below), sum(counted[p] for p in below), level)
        for name, (above, below) in RATES.items()
    }


def _rate(above: float, below: float, n: float, level: float) -> Estimate:
    if not below:
        return Estimate(None, None, None, level, "none", 0, warnings=("no cases",))
    lo, hi = wilson(above, below, level)
    return Estimate(above / below, lo, hi, level, "wilson", int(n))


def _check(dispositions: Dispositions, e: float) -> None:
    if not (isfinite(e) and 0 <= e <= 1):
        raise UsageError(f"e is a share of those whose eligibility is not known: it lies between 0 and 1, not at {e}.")
    counts = astuple(dispositions)
    if any(isinstance(count, bool) or not isinstance(count, int) or count < 0 for count in counts):
        raise UsageError(f"Dispositions are counts of people, whole numbers from 0: not {counts}.")
