"""Share: how many rows of a table meet a condition, such as customers who left.

Interval: Wilson (1927), "Probable inference, the law of succession, and statistical inference", JASA 22.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis

from clew.errors import UsageError
from clew.metrics.metric import Metric, Parameter, Statistic
from clew.metrics.rows.answers import count_of
from clew.metrics.rows.columns import optional, unweighted
from clew.metrics.rows.fields import find_field
from clew.tables import TABLES

__all__ = ["share"]

COUNTED = Parameter("table", "whose rows are counted", "customers", tuple(TABLES))
COLUMN = Parameter("column", "the column that is looked at: a name, traits.x or properties.x", "", required=True)
EQUALS = Parameter("equals", "the value that counts; several are separated by |", "", required=True)


def population(tables: Mapping[str, Any], parameters: Mapping[str, str]) -> Any:
    """Return every row of the table; ``y`` is 1 where the column has the value, null where it is not known."""
    name = parameters["table"]
    rows, field = tables[name], find_field(parameters["column"], name)
    if field.table != name:
        raise UsageError(f"'{parameters['column']}' is no field of {name}; choose its table with --set table=...")
    column = field.read(rows, parameters)
    wanted = _values(field.kind, parameters["equals"])
    y = ibis.cases((column.isnull(), ibis.null("float64")), (column.isin(wanted), 1.0), else_=0.0)
    return unweighted(rows, y, optional(rows, TABLES[name].time_column, "timestamp(6)"))


def _looked_at(parameters: Mapping[str, str]) -> tuple[str, ...]:
    field = find_field(parameters["column"], parameters["table"])
    return () if field.derived or field.table != parameters["table"] else (field.column,)


def _values(kind: str, equals: str) -> list[Any]:
    parts = equals.split("|")
    if kind == "flag":
        return [part.lower() in {"yes", "true", "1"} for part in parts]
    if kind != "number":
        return parts
    try:
        return [float(part) for part in parts]
    except ValueError as error:
        raise UsageError(f"The column holds numbers; '{equals[:40]}' is none.") from error


share = Metric(
    name="share",
    label="Share",
    about="share of the rows of a table that have a value in a column, such as customers who left",
    unit="share",
    direction="none",
    table="customers",
    needs=("the table and the column that are asked for",),
    time_column="that of the table",
    default_statistic="share",
    statistics={
        "share": Statistic("share", "share", "proportion", "share of rows with the value"),
        "answers": Statistic("answers", "rows", "count", "how many rows are known", count_of),
    },
    population=population,
    required=_looked_at,
    base=lambda parameters: parameters["table"],
    parameters=(COUNTED, COLUMN, EQUALS),
    source="Wilson (1927), Journal of the American Statistical Association 22",
)
