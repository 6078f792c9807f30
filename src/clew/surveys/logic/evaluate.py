"""Whether a condition holds."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from typing import Any as AnyValue

from clew.surveys.logic.expression import All, Any, Compared, Expression, Has, IsAnswered, Not, OneOf, Value

__all__ = ["Given", "holds"]

#: What was answered: a number, an option or words, several options; None where there is no answer.
Given = Value | tuple[str, ...] | None

_COMPARED: dict[str, Callable[[AnyValue, AnyValue], bool]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
#: A number as people write one, thousands apart by spaces; and one with a comma that may part off thousands.
_WRITTEN = re.compile(r"[+-]?(?:[0-9]{1,15}|[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3}){1,4})(?:[.,][0-9]{1,15})?")
_TWO_WAYS = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}")
_GAPS = re.compile(r"[ \u00a0\u202f]")


def holds(expression: Expression, given: Callable[[str], Given]) -> bool:  # noqa: PLR0911 - one a shape
    """Return whether the condition holds; ``given`` returns the answer of a name.

    What is not answered fulfils no comparison, ``!=`` neither: missing is not zero. ``not`` turns that round.

    >>> from clew.surveys.logic.parse import parse_condition
    >>> holds(parse_condition("score <= 6 or why is answered"), {"score": 9, "why": "late"}.get)
    True
    """
    match expression:
        case Compared(name, sign, value):
            return _compared(given(name), sign, value)
        case OneOf(name, values):
            return any(_compared(given(name), "=", value) for value in values)
        case Has(name, value):
            return value in _several(given(name))
        case IsAnswered(name):
            return given(name) not in (None, "", ())
        case Not(part):
            return not holds(part, given)
        case All(parts):
            return all(holds(part, given) for part in parts)
        case Any(parts):
            return any(holds(part, given) for part in parts)


def _compared(found: Given, sign: str, value: Value) -> bool:
    """A number is compared with a number, words with words: a participant's field may be either."""
    if found is None or isinstance(found, tuple):
        return False
    if isinstance(found, str) == isinstance(value, str):
        return _COMPARED[sign](found, value)
    numbers = _as_number(found), _as_number(value)
    return None not in numbers and _COMPARED[sign](*numbers)


def _as_number(value: Value) -> float | None:
    """A number, also as lists have it: ``150,00``, ``1 234,50``. ``1,234`` is none: it is two in two countries."""
    if not isinstance(value, str):
        return float(value)
    said = value.strip()
    if not _WRITTEN.fullmatch(said) or _TWO_WAYS.fullmatch(said):
        return None
    return float(_GAPS.sub("", said).replace(",", "."))


def _several(found: Given) -> tuple[str, ...]:
    return found if isinstance(found, tuple) else ()
