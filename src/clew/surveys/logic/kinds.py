"""What can be asked of an answer in a condition, and what is wrong with a condition that asks something else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from clew.surveys.logic.expression import All, Any, Compared, Expression, Has, IsAnswered, Not, OneOf, Value
from clew.surveys.model.questions import (
    Feeling,
    Matrix,
    Multiple,
    Ranking,
    Shown,
    Single,
    Statement,
    option_ids,
    scale_of,
)

__all__ = ["Kind", "condition_problems", "kinds_of", "names_in"]


class Kind(NamedTuple):
    """Of what kind an answer is: a *number* between two ends, one of *options*, *several* of them, *words*.

    Of a *whole* (a matrix, a ranking) it can only be said whether it is answered. A participant's *field* may be
    anything; what is *unknown* is not checked.
    """

    what: str
    low: float = 0
    high: float = 0
    options: tuple[str, ...] = ()


def kinds_of(question: Shown) -> dict[str, Kind]:
    """Return the names by which a condition can speak of a question, each with its kind.

    >>> from clew.surveys.model.questions import Nps
    >>> kinds_of(Nps(id="score", text="How likely?"))
    {'score': Kind(what='number', low=0, high=10, options=())}
    """
    scale, options = scale_of(question), option_ids(question)
    if isinstance(question, Statement):
        return {}
    if isinstance(question, Matrix):
        each = Kind("number", scale.min, scale.max) if scale else Kind("options", options=options)
        return {question.id: Kind("whole"), **{f"{question.id}.{row.id}": each for row in question.rows}}
    if isinstance(question, Ranking):
        places = Kind("number", 1, len(options))
        return {question.id: Kind("whole"), **{f"{question.id}.{option}": places for option in options}}
    if scale:
        return {question.id: Kind("number", scale.min, scale.max)}
    if isinstance(question, Single | Feeling):
        return {question.id: Kind("options", options=options)}
    return {question.id: Kind("several", options=options) if isinstance(question, Multiple) else Kind("words")}


def names_in(expression: Expression) -> Iterator[str]:
    """Yield the names that a condition speaks of."""
    match expression:
        case Not(part):
            yield from names_in(part)
        case All(parts) | Any(parts):
            for part in parts:
                yield from names_in(part)
        case _:
            yield expression.name


def condition_problems(expression: Expression, known: Mapping[str, Kind]) -> Iterator[str]:
    """Yield what a condition asks that an answer of the kind cannot tell; names that are not known are passed over."""
    match expression:
        case Not(part):
            yield from condition_problems(part, known)
        case All(parts) | Any(parts):
            for part in parts:
                yield from condition_problems(part, known)
        case IsAnswered():
            return
        case _ if expression.name in known:
            yield from _asked(expression, known[expression.name])


def _asked(part: Compared | OneOf | Has, kind: Kind) -> Iterator[str]:
    name = part.name
    if kind.what in {"field", "unknown"}:
        return
    if kind.what == "whole":
        yield f"Of '{name}' a condition can ask one row, as in {name}.row, or whether it is answered."
    elif isinstance(part, Has) != (kind.what == "several"):
        several = f"'{name}' has several answers; ask: {name} has 'option'."
        yield several if kind.what == "several" else f"'{name}' has one answer; write = or in instead of has."
    elif isinstance(part, Has):
        yield from _option(name, part.value, kind)
    else:
        ordered = isinstance(part, Compared) and part.operator not in {"=", "!="}
        if ordered and kind.what != "number":
            yield f"The answers to '{name}' have no order; write = or in."
        for value in part.values if isinstance(part, OneOf) else (part.value,):
            yield from _value(name, value, kind)


def _value(name: str, value: Value, kind: Kind) -> Iterator[str]:
    if kind.what == "number":
        if isinstance(value, str):
            yield f"'{name}' is answered with a number; write {value} without quotes if it is one."
        elif not kind.low <= value <= kind.high:
            yield f"{value} is no answer to '{name}', whose answers go from {kind.low:g} to {kind.high:g}."
    elif not isinstance(value, str):
        yield f"'{name}' is not answered with a number; write the option in quotes."
    elif kind.what == "options":
        yield from _option(name, value, kind)


def _option(name: str, value: str, kind: Kind) -> Iterator[str]:
    if value not in kind.options:
        yield f"'{name}' has no option '{value}'. Options: {', '.join(kind.options)}."
