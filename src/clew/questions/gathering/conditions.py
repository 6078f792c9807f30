"""Filters as Ibis conditions: what is compared as a number, as a time, or as text."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import reduce
from operator import and_, ge, gt, le, lt, or_
from typing import Any

import ibis

from clew.errors import UsageError
from clew.metrics.rows.fields import Field
from clew.questions.question import Filter
from clew.questions.timing.times import day_span, is_time, read_time

__all__ = ["check_condition", "condition", "number_in"]

_COMPARE = {"<": lt, "<=": le, ">": gt, ">=": ge}
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?", re.ASCII)
#: Text that is cast to a number; the lengths keep every cast inside a double.
NUMERIC_TEXT = r"^[+-]?[0-9]{1,40}(\.[0-9]{1,40})?$"
#: Beyond this two whole numbers can share one double, so equality stays with the text.
EXACT = 2.0**53
#: A column of each kind, to try a filter on.
_KINDS = ibis.table(
    {"number": "float64", "flag": "boolean", "time": "timestamp(6)", "text": "string", "json": "string"}, name="kinds"
)
_FLAGS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


def number_in(text: str) -> float | None:
    """Return the number ``text`` is, or None: plain decimal or scientific notation, finite, no words.

    >>> number_in("1e3"), number_in("nan"), number_in("")
    (1000.0, None, None)
    """
    if not _NUMBER.fullmatch(text.strip()):
        return None
    found = float(text)
    return found if math.isfinite(found) else None


def condition(column: Any, field: Field, filters: Sequence[Filter], zone: str) -> Any:
    """Return the condition of all ``filters`` of one field: equals are joined by *or*, everything else by *and*.

    An empty value means "not known": ``field=`` keeps rows without one, ``field!=`` rows with one. ``!=`` keeps rows
    where the field is not known, since these are not the value either.
    """
    equal = [_compared(column, field, f, zone) for f in filters if f.operator == "="]
    others = [_compared(column, field, f, zone) for f in filters if f.operator != "="]
    parts = ([reduce(or_, equal)] if equal else []) + others
    return reduce(and_, parts)


def check_condition(field: Field, filters: Sequence[Filter], zone: str) -> None:
    """Raise :class:`UsageError` where a value is none of its field's kind; nothing is read."""
    if field.kind != "segment":
        condition(_KINDS[field.kind], field, filters, zone)
        return
    for given in filters:
        if given.operator not in {"=", "!="}:
            raise UsageError("A customer is in a segment or not: ask with segment=NAME or segment!=NAME.")


def _compared(column: Any, field: Field, given: Filter, zone: str) -> Any:
    if given.value == "":
        return _known(column, given)
    if given.operator == "!=":
        same = _compared(column, field, Filter(given.field, "=", given.value), zone)
        return column.isnull() | ~same
    return _BY_KIND[field.kind](column, given, zone)


def _known(column: Any, given: Filter) -> Any:
    if given.operator == "=":
        return column.isnull()
    if given.operator == "!=":
        return column.notnull()
    raise UsageError(f"'{given.field} {given.operator}' needs a value to compare with.")


def _as_number(column: Any, given: Filter, _zone: str) -> Any:
    value = number_in(given.value)
    if value is None:
        raise UsageError(f"'{given.field}' is a number; '{given.value[:40]}' is not.")
    literal = ibis.literal(value, type="float64")
    compared = column.cast("float64")
    return compared == literal if given.operator == "=" else _COMPARE[given.operator](compared, literal)


def _as_flag(column: Any, given: Filter, _zone: str) -> Any:
    value = _FLAGS.get(given.value.strip().lower())
    if value is None or given.operator != "=":
        raise UsageError(f"'{given.field}' is yes or no: ask with = or != and one of these.")
    return column if value else ~column


def _as_time(column: Any, given: Filter, zone: str) -> Any:
    if given.operator != "=":
        # a date means its midnight, except that "up to" and "after" a day mean its end
        start, end = day_span(given.value, zone) if is_time(given.value) else (read_time(given.value, zone),) * 2
        whole_day = given.operator in {"<=", ">"}
        compare = {"<=": lt, ">": ge}.get(given.operator) or _COMPARE[given.operator]
        return compare(column, _instant(end if whole_day else start))
    start, end = day_span(given.value, zone) if is_time(given.value) else (read_time(given.value, zone),) * 2
    return (column >= _instant(start)) & (column < _instant(end))


def _instant(value: Any) -> Any:
    return ibis.literal(value, type="timestamp(6)")


def _as_text(column: Any, given: Filter, _zone: str) -> Any:
    if given.operator == "=":
        return column == given.value
    number, compare = number_in(given.value), _COMPARE[given.operator]
    if number is None:
        return compare(column, ibis.literal(given.value))
    return _numeric(column, lambda x: compare(x, number), compare(column, ibis.literal(given.value)))


def _as_json(column: Any, given: Filter, zone: str) -> Any:
    number = number_in(given.value)
    if given.operator != "=" or number is None or abs(number) >= EXACT:
        return _as_text(column, given, zone)
    return _numeric(column, lambda x: x == number, column == given.value)


def _numeric(column: Any, as_number: Any, as_text: Any) -> Any:
    """Compare as numbers where the text is one, as text where it is not."""
    is_number = column.re_search(NUMERIC_TEXT)
    return ibis.cases((is_number, as_number(ibis.cases((is_number, column)).cast("float64"))), else_=as_text)


_BY_KIND = {"number": _as_number, "flag": _as_flag, "time": _as_time, "text": _as_text, "json": _as_json}
