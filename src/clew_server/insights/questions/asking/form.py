"""The form of a question: each field with its choices, what is chosen, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import get_args

from django.utils.translation import gettext, gettext_lazy

from clew.errors import UsageError
from clew.metrics import METRICS
from clew.metrics.metric import Metric
from clew.metrics.rows.fields import SEGMENT, field_of
from clew.questions.gathering.conditions import check_condition
from clew.questions.parse import parse_filter
from clew.questions.question import Every, Operator
from clew_server.insights.asked import COMPARISONS, PERIODS
from clew_server.insights.hiding.fields import check_fields
from clew_server.insights.questions.asking.offers import dimensions_of, offered_to, table_of
from clew_server.insights.questions.asking.query import LEVELS, MOST_DIMENSIONS, SETTING, Query
from clew_server.insights.questions.showing.figures import figure
from clew_server.insights.questions.showing.words import (
    choice_label,
    dimension,
    metric_about,
    metric_label,
    setting_label,
    statistic_label,
    value_of,
)
from clew_server.insights.reading import Reading
from clew_server.sentences.telling import told

__all__ = ["Form", "form_of"]

#: What the metrics' tables are called, in the order they are offered.
TABLES = {
    "feedback": gettext_lazy("What customers say"),
    "tickets": gettext_lazy("Service"),
    "calls": gettext_lazy("Calls"),
    "promises": gettext_lazy("Promises"),
    "events": gettext_lazy("Contacts"),
    "purchases": gettext_lazy("Purchases"),
    "customers": gettext_lazy("Anything else"),
}
EVERY = {
    "day": gettext_lazy("day"), "week": gettext_lazy("week"), "month": gettext_lazy("month"),
    "quarter": gettext_lazy("quarter"), "year": gettext_lazy("year"),
}  # fmt: skip
OPERATORS: dict[str, object] = {
    "=": gettext_lazy("is"), "!=": gettext_lazy("is not"), "<": "<", "<=": "≤", ">": ">", ">=": "≥",
}  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """One value that can be chosen."""

    value: str
    label: str
    is_chosen: bool = False


@dataclass(frozen=True)
class Field:
    """One field: a choice where ``choices`` are there, else typed; ``error`` stands beside it."""

    name: str
    label: str
    value: str = ""
    choices: tuple[Choice, ...] = ()
    kind: str = "text"
    about: str = ""
    error: str = ""


@dataclass(frozen=True)
class Form:
    """The whole form."""

    metrics: tuple[tuple[str, tuple[Choice, ...]], ...]
    about: str
    statistic: Field
    settings: tuple[Field, ...]
    by: tuple[Field, ...]
    fields: tuple[Choice, ...]
    operators: tuple[Choice, ...]
    where: tuple[Choice, ...]
    segments: tuple[Choice, ...]
    period: tuple[Choice, ...]
    every: tuple[Choice, ...]
    compare: tuple[Choice, ...]
    against: tuple[Choice, ...]
    levels: tuple[Choice, ...]
    errors: dict[str, str] = field(default_factory=dict)


def form_of(query: Query, reading: Reading, role: str, error: str = "") -> Form:
    """Return the form that asks ``query``; ``error`` is what the question as a whole was refused with."""
    metric = METRICS.get(query.metric)
    table = table_of(query.metric, query.settings)
    offered = offered_to(role, dimensions_of(reading.handle, reading.workspace.id, table))
    errors = _errors(query, metric, table, role)
    if error and not errors:
        errors = {_place(error): error}
    chosen = query.statistic or (metric.default_statistic if metric else "")
    return Form(
        metrics=_metrics(query.metric),
        about=metric_about(query.metric),
        statistic=Field("statistic", "", choices=tuple(
            Choice(name, statistic_label(name), name == chosen) for name in (metric.statistics if metric else ())
        ), error=errors.get("statistic", "")),
        settings=tuple(_settings(query, metric, errors)),
        by=tuple(
            Field("by", gettext("By"), choices=_dimensions(offered, query.by[place] if place < len(query.by) else ""))
            for place in range(min(MOST_DIMENSIONS, len(query.by) + 1))
        ),
        fields=_dimensions(offered, ""),
        operators=tuple(Choice(name, str(OPERATORS[name])) for name in get_args(Operator)),
        where=tuple(Choice(text, _filter_text(text), is_chosen=True) for text in query.where),
        segments=tuple(
            Choice(name, name, name in query.segments) for name in sorted(reading.settings.documents["segment"])
        ),
        period=(*(Choice(name, str(label), name == query.period) for name, label in PERIODS.items()),
                Choice("own", gettext("Own days"), query.period == "own")),
        every=(Choice("", gettext("no periods")),
               *(Choice(name, str(EVERY[name]), name == query.every) for name in get_args(Every))),
        compare=tuple(Choice(name, str(label), name == query.compare) for name, label in COMPARISONS.items()),
        against=_dimensions(tuple(name for name in offered if name != SEGMENT), query.against),
        levels=tuple(Choice(level, figure(float(level), "share"), level == query.level) for level in LEVELS),
        errors=errors,
    )  # fmt: skip


def _metrics(chosen: str) -> tuple[tuple[str, tuple[Choice, ...]], ...]:
    found = []
    for table, label in TABLES.items():
        mine = [name for name, metric in METRICS.items() if metric.table == table]
        found.append((str(label), tuple(Choice(name, metric_label(name), name == chosen) for name in mine)))
    return tuple(found)


def _settings(query: Query, metric: Metric | None, errors: dict[str, str]) -> list[Field]:
    return [
        Field(
            f"{SETTING}{parameter.name}",
            setting_label(parameter.name),
            query.settings.get(parameter.name, parameter.default),
            tuple(
                Choice(value, choice_label(value), value == query.settings.get(parameter.name, parameter.default))
                for value in parameter.choices
            ),
            "text" if parameter.kind == "text" else "number",
            told(parameter.about),
            errors.get(f"{SETTING}{parameter.name}", ""),
        )
        for parameter in (metric.parameters if metric else ())
    ]


def _dimensions(offered: tuple[str, ...], chosen: str) -> tuple[Choice, ...]:
    names = offered if not chosen or chosen in offered else (*offered, chosen)
    return (Choice("", "—"), *(Choice(name, dimension(name), name == chosen) for name in names))


def _filter_text(text: str) -> str:
    try:
        given = parse_filter(text)
    except UsageError:
        return text
    symbol = {"!=": "≠", "<=": "≤", ">=": "≥"}.get(given.operator, given.operator)
    return f"{dimension(given.field)} {symbol} {value_of(given.field, given.value)}"


def _errors(query: Query, metric: Metric | None, table: str, role: str) -> dict[str, str]:
    """Return what is wrong with each field by itself, each in the library's words."""
    found: dict[str, str] = {}

    def tried(name: str, check: object) -> None:
        try:
            check()  # type: ignore[operator]
        except UsageError as error:
            found.setdefault(name, str(error))

    if metric is None:
        found["metric"] = str(UsageError.unknown("metric", query.metric, METRICS))
        return found
    tried("statistic", lambda: metric.statistic(query.statistic or None))
    for parameter in metric.parameters:
        value = query.settings.get(parameter.name, parameter.default)
        tried(f"{SETTING}{parameter.name}", lambda parameter=parameter, value=value: parameter.check(value))
    for name in query.by:
        tried("by", lambda name=name: _check_field(name, table, role))
    for text in query.where:
        tried("where", lambda text=text: _check_filter(text, table, role))
    if query.against:
        tried("against", lambda: _check_field(query.against, table, role))
    tried("level", query.confidence)
    return found


def _check_field(name: str, table: str, role: str) -> None:
    check_fields(role, (name,))
    field_of(name, table)


def _check_filter(text: str, table: str, role: str) -> None:
    given = parse_filter(text)
    check_fields(role, (given.field,))
    check_condition(field_of(given.field, table), (given,), "UTC")


def _place(error: str) -> str:
    """Return the field that an error of the whole question belongs to."""
    for word, name in (("compar", "compare"), ("weighted", "weighted"), ("level", "level"), ("period", "period"),
                       ("calendar", f"{SETTING}time"), ("working", f"{SETTING}time")):  # fmt: skip
        if word in error:
            return name
    return "question"
