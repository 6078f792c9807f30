"""What a condition is made of, and how it is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["All", "Any", "Compared", "Expression", "Has", "IsAnswered", "Not", "OneOf", "Operator", "Value", "written"]

Operator = Literal["=", "!=", "<", "<=", ">", ">="]
Value = int | float | str


@dataclass(frozen=True, slots=True)
class Compared:
    """``score <= 6``."""

    name: str
    operator: Operator
    value: Value


@dataclass(frozen=True, slots=True)
class OneOf:
    """``reason in ['price', 'wait']``."""

    name: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Has:
    """``reasons has 'price'``: it is among the options that were chosen."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class IsAnswered:
    """``why is answered``."""

    name: str


@dataclass(frozen=True, slots=True)
class Not:
    """``not (score <= 6)``."""

    part: Expression


@dataclass(frozen=True, slots=True)
class All:
    """``a and b``: two parts or more."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """``a or b``: two parts or more."""

    parts: tuple[Expression, ...]


Expression = Compared | OneOf | Has | IsAnswered | Not | All | Any


def written(expression: Expression) -> str:  # noqa: PLR0911 - one a shape
    """Return the condition as text, the same for equal conditions; reading it gives the condition again.

    >>> written(All((Compared("score", "<=", 6), Not(IsAnswered("why")))))
    'score <= 6 and not why is answered'
    """
    match expression:
        case Compared(name, operator, value):
            return f"{name} {operator} {_value(value)}"
        case OneOf(name, values):
            return f"{name} in [{', '.join(map(_value, values))}]"
        case Has(name, value):
            return f"{name} has {_value(value)}"
        case IsAnswered(name):
            return f"{name} is answered"
        case Not(part):
            return f"not {_inside(part)}"
        case All(parts):
            return " and ".join(map(_inside, parts))
        case Any(parts):
            return " or ".join(map(_inside_or, parts))


def _inside(part: Expression) -> str:
    return f"({written(part)})" if isinstance(part, All | Any) else written(part)


def _inside_or(part: Expression) -> str:
    return f"({written(part)})" if isinstance(part, Any) else written(part)


def _value(value: Value) -> str:
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace("'", "\\'")
        return f"'{escaped}'"
    return f"{value:.6f}".rstrip("0") + "0" if isinstance(value, float) else str(value)
