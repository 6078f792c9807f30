"""Paths in a few figures: how many, how long, how different."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np
import numpy.typing as npt

from clew.journeys.paths import Paths
from clew.journeys.variants import count_variants

__all__ = ["Summary", "durations", "summary"]

_SECOND = 1_000_000


@dataclass(frozen=True, slots=True)
class Summary:
    """How many paths, contacts, names and variants; how many seconds paths last, from the first to the last contact.

    Quantiles are values that occurred (inverted CDF). ``unfinished`` paths may still go on: their last contact lies
    within the gap (or 30 days) of as_of, and their length so far is among the durations.
    """

    paths: int
    events: int
    names: int
    variants: int
    median_seconds: float | None
    mean_seconds: float | None
    p90_seconds: float | None
    unfinished: int


def summary(paths: Paths) -> Summary:
    """Return the figures of ``paths``; durations are None where there is no path."""
    lasted = durations(paths)
    return Summary(
        paths=len(paths),
        events=paths.events,
        names=len(paths.names),
        variants=count_variants(paths),
        median_seconds=_quantile(lasted, 0.5),
        mean_seconds=float(lasted.mean()) / _SECOND if len(lasted) else None,
        p90_seconds=_quantile(lasted, 0.9),
        unfinished=int(paths.unfinished.sum()),
    )


def durations(paths: Paths) -> npt.NDArray[np.int64]:
    """Return how long each path lasted from its first to its last contact, in microseconds of the clock asked for."""
    lasted: npt.NDArray[np.int64] = paths.clock[paths.starts[1:] - 1] - paths.clock[paths.starts[:-1]]
    return lasted


def _quantile(values: npt.NDArray[np.int64], level: float) -> float | None:
    """Return the inverted CDF in seconds; the small step back keeps 0.9 times 10 at 9."""
    if not len(values):
        return None
    place = max(1, ceil(level * len(values) - 1e-9)) - 1
    return int(np.partition(values, place)[place]) / _SECOND
