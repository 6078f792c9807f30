"""Places in a ranking, as conditions of ours and of SurveyJS: its answer there is the list of options in order."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from clew.surveys.logic.evaluate import holds
from clew.surveys.logic.expression import All, Any, Compared, Expression, Has, Not

__all__ = ["at_place", "with_lists"]

_AT = re.compile(r"(.+)\[(\d{1,3})\]")


def with_lists(expression: Expression, rankings: Mapping[str, Sequence[str]]) -> Expression:
    """Return a condition that asks of options at places in a list what ours asks of places of options.

    ``rankings`` are the options of each ranking, by its id.

    >>> with_lists(Compared("order.a", "=", 2), {"order": ("a", "b")})
    Compared(name='order[1]', operator='=', value='a')
    """
    match expression:
        case Not(part):
            return Not(with_lists(part, rankings))
        case All(parts):
            return All(tuple(with_lists(part, rankings) for part in parts))
        case Any(parts):
            return Any(tuple(with_lists(part, rankings) for part in parts))
    question, _, option = expression.name.partition(".")
    if not option or question not in rankings:
        return expression
    there = Has(question, option)
    places = range(len(rankings[question]))
    fitting = [at for at in places if _fits(expression, at + 1)]
    if len(fitting) == len(places):
        return there
    parts = tuple(Compared(f"{question}[{at}]", "=", option) for at in fitting)
    return All((there, Not(there))) if not parts else parts[0] if len(parts) == 1 else Any(parts)


def _fits(expression: Expression, place: int) -> bool:
    return holds(expression, lambda _: place)


def at_place(name: str) -> tuple[str, int] | None:
    """Return of which question a name is a place in its list, and which, from 1; None for no such name.

    >>> at_place("order[1]"), at_place("order")
    (('order', 2), None)
    """
    found = _AT.fullmatch(name)
    return (found[1], int(found[2]) + 1) if found else None
