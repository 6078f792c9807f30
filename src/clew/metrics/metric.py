"""What a metric is: the rows it counts, the number each row gives, and the statistics over them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

__all__ = ["Direction", "Family", "Metric", "Parameter", "Statistic"]

Direction = Literal["higher", "lower", "none"]
#: How the sketch of a cell is finished: see :mod:`clew.questions.finish`.
Family = Literal["nps", "proportion", "mean", "distribution", "quantile", "rate"]


@dataclass(frozen=True, slots=True)
class Statistic:
    """One statistic of a metric: its name, unit and how its cells are finished into estimates."""

    name: str
    unit: str
    family: Family
    about: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a metric, as ``--set name=value`` gives it."""

    name: str
    about: str
    default: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Metric:
    """A metric, defined once: every surface asks this one definition.

    ``population(tables, parameters)`` returns an Ibis table: every row of the metric's base table that was asked
    (its columns kept, so that dimensions and filters reach them) plus ``y`` (float64; null where nobody answered),
    ``w`` (weight, 1.0 where the source has none) and ``unit_id`` (the customer, for clusters). ``tables`` maps
    canonical table names to Ibis tables (unbound or of any backend). For the *rate* family ``denominator`` returns
    the rows that are counted below the line.
    """

    name: str
    label: str
    about: str
    unit: str
    direction: Direction
    table: str
    needs: tuple[str, ...]
    time_column: str
    default_statistic: str
    statistics: Mapping[str, Statistic]
    population: Callable[[Mapping[str, Any], Mapping[str, str]], Any]
    source: str
    parameters: tuple[Parameter, ...] = ()
    denominator: Callable[[Mapping[str, Any], Mapping[str, str]], Any] | None = None
    split: tuple[str, ...] = field(default=("program", "instrument", "scale_min", "scale_max"))
