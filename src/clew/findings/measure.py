"""What the diagnosis measures: a metric within one program and instrument, with its cells, in one unit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce

from clew.stats.estimate import Difference, Estimate
from clew.stats.mean import mean, mean_difference
from clew.stats.nps import nps, nps_difference
from clew.stats.proportion import proportion, proportion_difference
from clew.stats.sketch import Sketch
from clew.stats.survival.lifetimes import Lifetimes

__all__ = ["Cell", "Family", "Measure", "Times", "compare", "estimate", "merged"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a measure: the values of its dimensions, its period, and the sketch of its answers."""

    where: Mapping[str, str | None]
    period: str | None
    sketch: Sketch


@dataclass(frozen=True, slots=True)
class Times:
    """One cell of a measure of time: the values of its dimensions, its period, and how long each of its rows lasted."""

    where: Mapping[str, str | None]
    period: str | None
    lives: Lifetimes


@dataclass(frozen=True, slots=True)
class Family:
    """How sketches of one kind become estimates, and what turns the inner unit into the one people know."""

    estimate: Callable[[Sketch, float], Estimate]
    difference: Callable[[Sketch, Sketch, float], Difference]


_FAMILIES = {
    "nps": Family(nps, nps_difference),
    "proportion": Family(proportion, proportion_difference),
    "mean": Family(mean, mean_difference),
}


@dataclass(frozen=True)
class Measure:
    """One figure the company could be judged by: relationship NPS, satisfaction after contact, promises kept.

    ``scale`` turns the inner unit into the one people know (100 for NPS), ``span`` is the width of the whole scale
    in the inner unit, so that sizes of different measures can be ranked together. ``statistic`` is asked for where it
    is not the metric's own; a share of what was done within a time has that time as ``within`` (seconds), ``working``
    says that it is one of working time. ``ground`` is the dimension whose places are followed over time.
    """

    metric: str
    label: str
    unit: str
    family: str
    direction: str
    scale: float
    span: float
    filters: tuple[str, ...] = ()
    program: str | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    statistic: str = ""
    within: float | None = None
    working: bool = False
    ground: str = "touchpoint"

    @property
    def asked(self) -> str:
        """The metric and statistic as a question names them."""
        return f"{self.metric}.{self.statistic}" if self.statistic else self.metric

    @property
    def sign(self) -> int:
        """1 where more is better, -1 where less is."""
        return -1 if self.direction == "lower" else 1

    @property
    def name(self) -> str:
        """The metric with what narrows it, as it goes into a finding's id."""
        return "|".join((self.metric, *self.filters))


def merged(sketches: Iterable[Sketch]) -> Sketch:
    """Return all sketches as one; an empty sketch where there are none."""
    return reduce(Sketch.merge, sketches, Sketch(0))


def estimate(measure: Measure, sketch: Sketch, level: float = 0.95) -> Estimate:
    """Return the estimate of a sketch in the inner unit of the measure."""
    return _FAMILIES[measure.family].estimate(sketch, level)


def compare(measure: Measure, a: Sketch, b: Sketch, level: float = 0.95) -> Difference:
    """Return a less b in the inner unit of the measure."""
    return _FAMILIES[measure.family].difference(a, b, level)
