"""The checks a canonical table declares, on rows that have their types already."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from clew.importers.mapping.model import TableMapping
from clew.importers.rows.rejections import Rejections
from clew.tables import NotBefore, WholeNumber, Within

__all__ = ["apply_checks"]

Columns = dict[str, pa.Array]


def apply_checks(columns: Columns, block: TableMapping, rejections: Rejections) -> None:
    """Reject the rows that break a check of the block's table; a required column may be blank where a join fills it."""
    table, named = block.definition, block.named
    for column in table.columns:
        if column.required and column.name not in block.joins and columns[column.name].null_count:
            rejections.add(pc.is_null(columns[column.name]), column.name, _required(column.name, named))
    for check in table.checks:
        if isinstance(check, Within):
            _within(columns, check, rejections)
        elif isinstance(check, WholeNumber):
            _whole(columns, check, rejections)
        else:
            _not_before(columns, check, rejections)


def _required(name: str, named: frozenset[str]) -> str:
    """What to say of a required column that is empty."""
    return f"The {name} is blank." if name in named else f"The mapping fills no {name}, and a row needs one."


def _within(columns: Columns, check: Within, rejections: Rejections) -> None:
    values = columns[check.column]
    if values.null_count == len(values):
        return
    if pa.types.is_decimal(values.type):
        values = values.cast(pa.float64())
    for bound, compare, words in ((check.minimum, pc.less, "below"), (check.maximum, pc.greater, "above")):
        if bound is None:
            continue
        limits = columns[bound] if isinstance(bound, str) else pa.scalar(bound)
        outside = pc.fill_null(compare(values, _like(limits, values.type)), fill_value=False)
        if pc.any(outside).as_py():
            for limit, mask in _by_limit(limits, outside):
                rejections.add(mask, check.column, _outside(check, words, limit), values)


def _like(limits: pa.Array | pa.Scalar, kind: pa.DataType) -> pa.Array | pa.Scalar:
    return limits.cast(kind) if limits.type != kind else limits


def _by_limit(limits: pa.Array | pa.Scalar, outside: pa.Array) -> list[tuple[float, pa.Array]]:
    """The rows outside, apart for each limit that was broken, so that the reason can name it."""
    if isinstance(limits, pa.Scalar):
        return [(limits.as_py(), outside)]
    broken = pc.unique(limits.filter(outside)).to_pylist()
    return [(limit, pc.and_(outside, pc.equal(limits, limit))) for limit in broken]


def _outside(check: Within, words: str, limit: float) -> str:
    """What to say of a value beyond a limit."""
    end = "lowest" if words == "below" else "highest"
    scale = f", the {end} of its scale" if isinstance(check.maximum, str) else ""
    code = "; if it is a code for no answer, name it under [missing]" if scale else ""
    return f"The {check.column} is {words} {limit:g}{scale}{code}."


def _whole(columns: Columns, check: WholeNumber, rejections: Rejections) -> None:
    values = columns[check.column]
    concerned = pc.equal(columns[check.when], check.equals)
    broken = pc.and_kleene(concerned, pc.not_equal(values, pc.floor(values)))
    rejections.add(broken, check.column, f"A {check.column} of {check.equals} is a whole number.", values)


def _not_before(columns: Columns, check: NotBefore, rejections: Rejections) -> None:
    broken = pc.less(columns[check.column], columns[check.earlier])
    rejections.add(broken, check.column, f"The {check.column} is before the {check.earlier}.", columns[check.column])
