"""Every expression of every metric compiles for every engine, or stands in a table of exceptions with the reason."""

from __future__ import annotations

import pytest

from clew.calendars.working_days import WORKING_DAYS, unbound_working_days
from clew.engines.compile import DIALECTS, canonical_tables, compile_expression
from clew.metrics import METRICS
from clew.metrics.metric import MOMENTS
from clew.metrics.rows.derived import DERIVED

#: (metric, dialect) -> why it does not compile there. None so far.
EXCEPTIONS: dict[tuple[str, str], str] = {}
GIVEN = {"share": {"column": "traits.churn", "equals": "Yes"}}
#: Derived columns that one population alone has.
OF_A_POPULATION = {("tickets", "holder")}
SPAN = {"zone": "Europe/Warsaw", "first": "2026-01-01T00:00:00", "last": "2026-12-31T00:00:00"}


def choices(metric):
    """Each metric with its defaults, and with every other choice of every parameter."""
    given = GIVEN.get(metric.name, {})
    other = [{p.name: choice} for p in metric.parameters if p.name != "table" for choice in p.choices[1:]]
    of_another_table = [{"table": "promises", "column": "kept"}] if metric.name == "share" else []
    return [given, *({**given, **one} for one in [*other, *of_another_table])]


CASES = [
    pytest.param(metric, given, dialect, id=f"{metric.name}-{place}-{dialect}")
    for metric in METRICS.values()
    for place, given in enumerate(choices(metric))
    for dialect in DIALECTS
    if (metric.name, dialect) not in EXCEPTIONS
]


@pytest.mark.parametrize(("metric", "given", "dialect"), CASES)
def test_every_statistic_compiles(metric, given, dialect):
    tables = {**canonical_tables(), WORKING_DAYS: unbound_working_days()}
    parameters = {**MOMENTS, **metric.settle(given), **SPAN}
    rows = [metric.rows(tables, statistic, parameters) for statistic in metric.statistics.values()]
    for different in {expression.op(): expression for expression in rows}.values():
        assert "SELECT" in compile_expression(different, dialect)
    if metric.denominator:
        assert "SELECT" in compile_expression(metric.denominator(tables, parameters), dialect)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("place", [place for place in DERIVED if place not in OF_A_POPULATION], ids=".".join)
def test_every_derived_column_compiles(place, dialect):
    derived, table = DERIVED[place], canonical_tables()[place[0]]
    parameters = {**MOMENTS, **{p.name: p.default for p in derived.parameters}}
    assert "SELECT" in compile_expression(table.select(found=derived.build(table, parameters)), dialect)
