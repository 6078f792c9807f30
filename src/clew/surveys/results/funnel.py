"""How far those asked came: sent, delivered, opened, started, finished; and the take rate where there is no frame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from clew.errors import UsageError
from clew.stats.estimate import Estimate
from clew.stats.proportion import wilson

__all__ = ["STEPS", "Step", "funnel", "share", "take_rate"]

STEPS = ("sent", "delivered", "opened", "started", "finished")


@dataclass(frozen=True, slots=True)
class Step:
    """One step: how many came so far, as a share of the first step and of the one before."""

    name: str
    count: int
    of_first: Estimate
    of_previous: Estimate


def funnel(counts: Mapping[str, int]) -> list[Step]:
    """Return the steps in their order, those whose count nobody knows left out; each count holds all later ones.

    Raises:
        UsageError: more people at a later step than at an earlier one, or fewer than none.

    >>> steps = funnel({"sent": 200, "delivered": 190, "opened": 60, "started": 50, "finished": 40})
    >>> steps[-1].of_first.value, steps[-1].of_previous.value
    (0.2, 0.8)
    """
    known = [(name, counts[name]) for name in STEPS if name in counts]
    for (earlier, before), (later, after) in pairwise(known):
        if after > before:
            raise UsageError(f"{after} were {later}, but only {before} were {earlier}.")
    first = known[0][1] if known else 0
    previous = [first, *(count for _, count in known)]
    return [
        Step(name, count, share(count, first), share(count, before))
        for (name, count), before in zip(known, previous, strict=False)
    ]


def take_rate(taken: int, shown: int) -> Estimate:
    """Return the share of the times a survey was shown that somebody began it: never a response rate, nobody was asked.

    >>> round(take_rate(30, 1000).value, 3)
    0.03
    """
    if taken > shown:
        raise UsageError(f"{taken} began it, but it was shown {shown} times only.")
    return share(taken, shown)


def share(part: int, whole: int, level: float = 0.95) -> Estimate:
    """Return ``part`` of ``whole`` (0..1) with Wilson's interval; None of nobody."""
    if part < 0 or whole < 0:
        raise UsageError(f"Counts cannot be negative: {part} of {whole}.")
    if not whole:
        return Estimate(None, None, None, level, "none", 0, warnings=("no cases",))
    lo, hi = wilson(part, whole, level)
    return Estimate(part / whole, lo, hi, level, "wilson", whole)
