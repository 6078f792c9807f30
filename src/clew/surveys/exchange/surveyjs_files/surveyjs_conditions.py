"""Conditions of SurveyJS, read and written: ``{score} <= 6 and {why} notempty``."""

from __future__ import annotations

import re
from typing import Any as AnyValue

from clew.surveys.exchange.building import Building, slug
from clew.surveys.exchange.foreign import Dialect, UnsaidError, compared, read_foreign
from clew.surveys.exchange.surveyjs_files.places import at_place
from clew.surveys.logic.expression import All, Any, Compared, Expression, Has, IsAnswered, Not, OneOf, Value, written
from clew.surveys.logic.kinds import Kind

__all__ = ["condition_of", "expression_text"]

DIALECT = Dialect(
    tokens=re.compile(
        r"\s*(?:(?P<name>\{[^{}]+\})|(?P<text>'[^']*'|\"[^\"]*\")|(?P<number>-?\d{1,9}(?:\.\d{1,6})?)"
        r"|(?P<word>[A-Za-z]+)|(?P<sign><=|>=|==|!=|<>|&&|\|\||[=<>!(),\[\]]))"
    ),
    signs={
        "=": "=", "==": "=", "!=": "!=", "<>": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">=", "&&": "and",
        "||": "or",
        "and": "and", "or": "or", "!": "not", "not": "not", "negate": "not", "equal": "=", "notequal": "!=",
        "greater": ">",
        "less": "<", "greaterorequal": ">=", "lessorequal": "<=", "contains": "has", "contain": "has",
        "notcontains": "hasnt",
        "(": "(", ")": ")", "[": "[", "]": "]", ",": ",",
    },
    empty=frozenset({"empty"}),
    filled=frozenset({"notempty"}),
    several=frozenset({"anyof"}),
)  # fmt: skip


def condition_of(building: Building, text: AnyValue, where: str) -> str:
    """Return a condition of SurveyJS as one of ours; "" for none, or one that ours cannot say, which is noted."""
    if not isinstance(text, str) or not text.strip():
        return ""
    try:
        return written(read_foreign(text, DIALECT, lambda name, sign, value: _resolved(building, name, sign, value)))
    except UnsaidError as error:
        building.lose(where, f"The condition ({' '.join(text.split())[:200]}) is left out. {error}")
        return ""


def _resolved(building: Building, braced: str, sign: str, value: Value | None) -> Expression:
    whole = braced.strip("{} ")
    place = at_place(whole)
    if place and building.kinds.get(place[0], {}).get("type") == "ranking":
        return _placed(building.kinds[place[0]], place[1], sign, value)
    foreign, _, part = (whole, "", "") if whole in building.kinds else whole.partition(".")
    if foreign not in building.kinds:
        raise UnsaidError(f"'{foreign}' is no question before it.")
    question = building.kinds[foreign]
    kind = _kind(question)
    if question["type"] == "ranking" and sign in {"has", "hasnt"}:
        placed = IsAnswered(_place_of(question, value))
        return placed if sign == "has" else Not(placed)
    value = building.answers.get(question["id"], {}).get(str(value), value)
    if isinstance(value, str) and kind.what in {"options", "several"}:
        value = _option(question, value)
    return compared(f"{question['id']}.{slug(part, prefix='')}" if part else question["id"], kind, sign, value)


def _placed(question: dict[str, AnyValue], place: int, sign: str, value: Value | None) -> Expression:
    """Which option stands at a place of a ranking's list, as the place of that option."""
    if sign not in {"=", "!="}:
        raise UnsaidError("Of a place in a ranking it asks otherwise than which answer stands there.")
    found = Compared(_place_of(question, value), "=", place)
    return found if sign == "=" else Not(found)


def _place_of(question: dict[str, AnyValue], value: Value | None) -> str:
    return f"{question['id']}.{_option(question, str(value))}"


def _option(question: dict[str, AnyValue], value: str) -> str:
    known = {option["id"] for option in question.get("options") or question.get("columns") or ()}
    return value if value in known else slug(value, prefix="") if value != "other" else value


def _kind(question: dict[str, AnyValue]) -> Kind:
    kind = question["type"]
    if kind == "multiple":
        return Kind("several")
    if kind in {"single", "feeling"} or question.get("columns"):
        return Kind("options")
    return Kind("words" if kind in {"short_text", "long_text"} else "number")


def expression_text(expression: Expression) -> str:  # noqa: PLR0911 - one a shape
    """Return one of our conditions as SurveyJS writes it.

    >>> expression_text(All((Compared("score", "<=", 6), Has("seen", "web"))))
    "{score} <= 6 and {seen} contains 'web'"
    """
    match expression:
        case Compared(name, "!=", value):
            return f"({{{name}}} notempty and {{{name}}} != {_quoted(value)})"
        case Compared(name, sign, value):
            return f"{{{name}}} {sign} {_quoted(value)}"
        case OneOf(name, values):
            return f"{{{name}}} anyof [{', '.join(map(_quoted, values))}]"
        case Has(name, value):
            return f"{{{name}}} contains {_quoted(value)}"
        case IsAnswered(name):
            return f"{{{name}}} notempty"
        case Not(part):
            return f"!({expression_text(part)})"
        case All(parts) | Any(parts):
            word = " and " if isinstance(expression, All) else " or "
            return word.join(
                f"({expression_text(p)})" if isinstance(p, All | Any) else expression_text(p) for p in parts
            )


def _quoted(value: Value) -> str:
    return f"'{str(value).replace(chr(39), '’')}'" if isinstance(value, str) else str(value)
