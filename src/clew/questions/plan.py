"""What a question means: names resolved and values checked, before anything is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from clew.errors import UsageError
from clew.metrics import find_metric
from clew.metrics.metric import MOMENTS, UNENDED, Metric, Parameter, Statistic
from clew.metrics.rows.fields import SEGMENT, Field, field_of
from clew.questions.gathering.conditions import check_condition
from clew.questions.question import Every, Filter, Question
from clew.questions.timing.times import zone_of

__all__ = ["PERIOD_COMPARISONS", "Filters", "Plan", "filters_by_field", "make_plan"]

#: Comparisons in time; any other value of ``compare`` is the name of a field.
PERIOD_COMPARISONS = ("previous", "year")
#: The confidence levels that can be asked for.
LEVELS = (0.5, 0.9999)
#: Statistics whose differences have no interval of their own, and those that weights do not reach.
NOT_COMPARED = frozenset({"quantile", "survival_quantile", "distribution", "count", "stock", "burn_time"})
NOT_WEIGHTED = frozenset({"quantile", "count", "rate", "stock", "burn_time", *UNENDED})
Filters = tuple[tuple[Field, tuple[Filter, ...]], ...]


@dataclass(frozen=True)
class Plan:
    """A question with its metric, statistic, settled parameters and resolved fields."""

    question: Question
    metric: Metric
    statistic: Statistic
    parameters: Mapping[str, str]
    table: str
    dimensions: tuple[Field, ...]
    filters: Filters
    split: tuple[str, ...]

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of every table the answer depends on, the counted one first."""
        joined = [field.table for field in (*self.dimensions, *(field for field, _ in self.filters))]
        return tuple(dict.fromkeys((*self.metric.tables_of(self.parameters), *joined)))

    @property
    def horizon(self) -> float | None:
        """The time in seconds up to which the statistic looks; None where it has none."""
        return None if self.statistic.horizon is None else self.statistic.horizon(self.parameters)

    def dated(self, as_of: datetime | None, span: tuple[datetime, datetime]) -> dict[str, str]:
        """Return the parameters together with the moment and the zone of the question, for times within ``span``."""
        moment = {"as_of": as_of.isoformat()} if as_of else {}
        ends = {"first": span[0].isoformat(), "last": span[1].isoformat()}
        return {**MOMENTS, **self.parameters, **moment, **ends, "zone": self.question.zone}


def make_plan(question: Question) -> Plan:
    """Return the plan of ``question``; raises :class:`UsageError` for every name or value that cannot be."""
    _check(question)
    metric = find_metric(question.metric)
    own = {parameter.name for parameter in metric.parameters}
    settled = metric.settle({name: value for name, value in question.parameters.items() if name in own})
    table = metric.table_of(settled)
    dimensions = tuple(
        field_of(name, table) for name in dict.fromkeys((*question.by, *metric.by, *_compared_field(question)))
    )
    filters = filters_by_field(question.where, table)
    for field, given in filters:
        check_condition(field, given, question.zone)
    extra = _listened_to(metric, (*dimensions, *(field for field, _ in filters)))
    statistic = metric.statistic(question.statistic)
    _check_statistic(question, statistic)
    return Plan(
        question=question,
        metric=metric,
        statistic=statistic,
        parameters=metric.settle(question.parameters, extra),
        table=table,
        dimensions=dimensions,
        filters=filters,
        split=metric.split if table == "feedback" and not question.together else (),
    )


def _compared_field(question: Question) -> tuple[str, ...]:
    return (question.compare,) if question.compare and question.compare not in PERIOD_COMPARISONS else ()


def filters_by_field(where: Sequence[Filter], table: str) -> Filters:
    """Return filters by field, in the order of the fields' names: the order they were given in means nothing."""
    found: dict[str, list[Filter]] = {}
    for given in where:
        found.setdefault(given.field, []).append(given)
    ordered = {name: sorted(set(found[name]), key=lambda f: (f.operator, f.value)) for name in sorted(found)}
    return tuple((field_of(name, table), tuple(filters)) for name, filters in ordered.items())


def _listened_to(metric: Metric, fields: Sequence[Field]) -> tuple[Parameter, ...]:
    own = {parameter.name for parameter in metric.parameters}
    heard = [parameter for field in fields if field.derived for parameter in field.derived.parameters]
    return tuple(dict.fromkeys(parameter for parameter in heard if parameter.name not in own))


def _check_statistic(question: Question, statistic: Statistic) -> None:
    if question.compare and statistic.family in NOT_COMPARED:
        raise UsageError(f"'{statistic.name}' has no comparison with an interval; compare a mean or a share instead.")
    if question.weighted and statistic.family in NOT_WEIGHTED:
        raise UsageError(f"'{statistic.name}' has no weighted form; ask without --weight.")
    if statistic.family == "burn_time" and (question.every or question.start or question.end):
        raise UsageError(f"'{statistic.name}' is of one moment: ask it with --as-of, without --every, --from and --to.")


def _check(question: Question) -> None:
    zone_of(question.zone)
    if not LEVELS[0] <= question.level <= LEVELS[1]:
        raise UsageError(f"A level lies between {LEVELS[0]} and {LEVELS[1]}; {question.level:g} does not.")
    if question.min_n < 1:
        raise UsageError(f"The smallest group shown has at least 1 answer, not {question.min_n}.")
    if question.every is not None and question.every not in get_args(Every):
        raise UsageError.unknown("period", question.every, get_args(Every))
    if question.start and question.end and question.start >= question.end:
        raise UsageError("The period ends before it begins: --from is inclusive, --to exclusive.")
    if question.compare == SEGMENT:
        raise UsageError(
            "A customer may be in several segments, so they are no groups to compare with each other; ask for one with"
            " --where segment=NAME and compare it with previous or year."
        )
    if question.compare in PERIOD_COMPARISONS and not question.every and not (question.start and question.end):
        raise UsageError(f"To compare with {question.compare} give --every, or both --from and --to.")
