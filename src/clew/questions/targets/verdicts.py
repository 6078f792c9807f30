"""What may be said of a figure beside its target, and of a change: pure functions of intervals.

A figure has *reached* its target only where its whole interval is on the good side, and *missed* it only where all of
it is on the other; in between nobody can tell. The target itself is good: "at least 40" is reached at 40.

A change is *big enough to matter* where its whole interval is at least the threshold away from 0 on one side, and *too
small to matter* where the whole interval lies within the thresholds (the two one-sided tests of equivalence: Schuirmann
(1987), J. Pharmacokinet. Biopharm. 15).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from clew.metrics import find_metric
from clew.questions.answer import Answer
from clew.questions.targets.target import Target

__all__ = ["Change", "Verdict", "is_complete", "said_of_change", "said_of_figure"]

Verdict = Literal["reached", "missed", "cannot tell"]
Matters = Literal["big enough to matter", "too small to matter", "cannot tell"]
#: Families of which a figure is a complete count and needs no interval.
COMPLETE = frozenset({"count", "stock"})


class Figure(Protocol):
    """What has a value and an interval: an Estimate, a row of an answer."""

    @property
    def value(self) -> float | None:
        """The figure; None where there is none."""

    @property
    def lo(self) -> float | None:
        """The lower end of the interval; None where there is none."""

    @property
    def hi(self) -> float | None:
        """The upper end of the interval; None where there is none."""


class Differing(Protocol):
    """What has a difference with its interval: a Difference, a Comparison of an answer."""

    @property
    def difference(self) -> float | None:
        """The difference; None where there is none."""

    @property
    def lo(self) -> float | None:
        """The lower end of its interval."""

    @property
    def hi(self) -> float | None:
        """The upper end of its interval."""

    @property
    def beyond_chance(self) -> bool | None:
        """Whether it is more than chance makes; None where that is not known."""

    @property
    def smallest_detectable(self) -> float | None:
        """The difference that would have been seen 4 times of 5."""


@dataclass(frozen=True, slots=True)
class Change:
    """What may be said of a change.

    ``is_beyond_chance`` None: nothing can be said. ``would_have_seen`` is what a change that is not shown would have
    had to be, None where it is not known. ``is_better`` None: neither side is better, or nothing is shown. ``matters``
    None: nobody set a threshold.
    """

    is_beyond_chance: bool | None
    would_have_seen: float | None
    is_better: bool | None
    matters: Matters | None

    @property
    def text(self) -> str:
        """The words of the house, in English.

        >>> Change(False, 3.0, None, None).text
        'no change shown; we would have seen ±3'
        """
        if self.is_beyond_chance is None:
            return "cannot tell"
        if self.is_beyond_chance:
            return "beyond chance" + (f", {self.matters}" if self.matters in {*_DECIDED} else "")
        seen = "" if self.would_have_seen is None else f"; we would have seen ±{self.would_have_seen:.3g}"
        return f"no change shown{seen}"


_DECIDED: tuple[Matters, ...] = ("big enough to matter", "too small to matter")


def is_complete(answer: Answer) -> bool:
    """Return whether the figures of ``answer`` count all there is, so that they have and need no interval."""
    return find_metric(answer.metric).statistic(answer.statistic).family in COMPLETE


def said_of_figure(figure: Figure, target: Target, *, complete: bool = False) -> Verdict | None:
    """Return whether ``figure`` has reached its target; None where the target has no value, or neither side is good.

    ``complete``: the figure is a count of all there is; then it speaks for itself. Any other figure without an interval
    tells nothing, and a suppressed one neither.

    >>> from clew.stats.estimate import Estimate
    >>> said_of_figure(Estimate(42, 40, 44, .95, "", 900), Target.of({"metric": "nps", "value": 40}))
    'reached'
    """
    if target.value is None or target.direction not in {"higher", "lower"}:
        return None
    lo, hi = (figure.value, figure.value) if complete else (figure.lo, figure.hi)
    if figure.value is None or lo is None or hi is None:
        return "cannot tell"
    if target.direction == "lower":
        lo, hi, wanted = -hi, -lo, -target.value
    else:
        wanted = target.value
    if lo >= wanted:
        return "reached"
    return "missed" if hi < wanted else "cannot tell"


def said_of_change(change: Differing, direction: str, target: Target | None = None) -> Change:
    """Return what may be said of ``change``; ``direction`` ("higher", "lower", "none") is the answer's.

    The threshold is the target's; the interval decides, not the difference alone.
    """
    beyond = None if change.difference is None else change.beyond_chance
    better = None
    if beyond and change.difference and direction in {"higher", "lower"}:
        better = (change.difference > 0) == (direction == "higher")
    seen = None if beyond else change.smallest_detectable
    return Change(beyond, seen, better, _matters(change, target.matters if target else None))


def _matters(change: Differing, threshold: float | None) -> Matters | None:
    if threshold is None:
        return None
    if change.difference is None or change.lo is None or change.hi is None:
        return "cannot tell"
    if change.lo >= threshold or change.hi <= -threshold:
        return "big enough to matter"
    if -threshold < change.lo and change.hi < threshold:
        return "too small to matter"
    return "cannot tell"
