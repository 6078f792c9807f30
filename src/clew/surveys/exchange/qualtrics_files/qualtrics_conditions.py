"""Display, branch and skip logic of Qualtrics as conditions of ours."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any as AnyValue
from typing import Protocol

from clew.surveys.exchange.building import Building, Document
from clew.surveys.exchange.foreign import UnsaidError, compared
from clew.surveys.logic.expression import All, Any, Compared, Expression, IsAnswered, Not
from clew.surveys.logic.kinds import Kind

__all__ = ["Asked", "Locator", "logic_of", "skip_of"]

_PLACE = re.compile(
    r"q://(QID\w+)/(?:SelectableChoice|ChoiceTextEntryValue|ChoiceNumericEntryValue|SelectedChoicesCount|.*?)(?:/(\w+))?$"
)
#: Digits of the number of a part.
LONGEST_NUMBER = 5
SIGNS = {
    "EqualTo": "=", "NotEqualTo": "!=", "GreaterThan": ">", "LessThan": "<", "GreaterThanOrEqual": ">=",
    "LessThanOrEqual": "<=",
}  # fmt: skip


@dataclass
class Locator:
    """A question of theirs as ours: what their choices are called here, or the points that they stand for."""

    question: Document
    options: dict[str, str] = field(default_factory=dict)
    points: dict[str, int] = field(default_factory=dict)


class Asked(Protocol):
    """What knows the questions so far."""

    by_id: dict[str, Locator]


def logic_of(building: Building, asked: Asked, logic: AnyValue, where: str) -> Expression | None:
    """Return a condition as one of ours; None for none, or one that ours cannot say, which is noted."""
    if not isinstance(logic, Mapping):
        return None
    try:
        return _joined([(conjunction, _one(building, asked, part)) for conjunction, part in _parts(logic)])
    except UnsaidError as error:
        building.lose(where, f"Its condition is left out. {error}")
        return None


def skip_of(building: Building, asked: Asked, skip: Mapping[str, AnyValue]) -> Expression | None:
    """Return the condition of a skip."""
    given = {"ChoiceLocator": skip.get("ChoiceLocator") or skip.get("Locator"), "Operator": skip.get("Condition"),
             "LogicType": "Question", "RightOperand": skip.get("RightOperand")}  # fmt: skip
    try:
        return _one(building, asked, given)
    except UnsaidError as error:
        building.lose(str(skip.get("QuestionID", "")), f"A skip is left out. {error}")
        return None


def _parts(logic: Mapping[str, AnyValue]) -> Iterator[tuple[str, Mapping[str, AnyValue]]]:
    """Yield the comparisons with the word that joins each to those before it."""
    for outer in _numbered(logic):
        group = logic[outer]
        if not isinstance(group, Mapping):
            continue
        for at, inner in enumerate(_numbered(group)):
            part = group[inner]
            if isinstance(part, Mapping):
                joined = str(part.get("Conjuction") or part.get("Conjunction") or "And")
                first = "And" if str(group.get("Type")) in {"If", "AndIf"} else "Or"
                yield (joined if at else first), part


def _numbered(given: Mapping[str, AnyValue]) -> list[str]:
    return sorted((key for key in given if key.isdecimal() and len(key) <= LONGEST_NUMBER), key=int)


def _joined(parts: list[tuple[str, Expression]]) -> Expression | None:
    """All or any of the parts; a mixture is read from left to right there, so it is refused."""
    words = {conjunction.lower() for conjunction, _ in parts[1:]}
    if not parts:
        return None
    if len(parts) == 1:
        return parts[0][1]
    if len(words) > 1:
        raise UnsaidError("It mixes 'and' with 'or'; write it with parentheses.")
    whole = tuple(expression for _, expression in parts)
    return Any(whole) if words == {"or"} else All(whole)


def _one(building: Building, asked: Asked, part: Mapping[str, AnyValue]) -> Expression:
    operator, right = str(part.get("Operator")), part.get("RightOperand")
    if part.get("LogicType") == "EmbeddedField":
        if operator not in SIGNS or not isinstance(right, str | int):
            raise UnsaidError(f"It asks whether a field is '{operator}'.")
        name = f"customer.{building.field(str(part.get('LeftOperand')))}"
        return compared(name, Kind("field"), SIGNS[operator], right)
    if part.get("LogicType") != "Question":
        raise UnsaidError(f"It asks something of the kind '{part.get('LogicType')}'.")
    place = _PLACE.match(str(part.get("ChoiceLocator") or part.get("LeftOperand") or ""))
    known = asked.by_id.get(place[1]) if place else None
    if place is None or known is None:
        raise UnsaidError(f"'{place[1] if place else part.get('LeftOperand')}' is no question before it.")
    return _about(known, place[2] or "", operator, right)


def _about(known: Locator, choice: str, operator: str, right: AnyValue) -> Expression:
    question = known.question["id"]
    if operator in {"Selected", "NotSelected"}:
        chosen = _chosen(known, choice)
        return chosen if operator == "Selected" else Not(chosen)
    if operator in {"NotEmpty", "Empty"}:
        return IsAnswered(question) if operator == "NotEmpty" else Not(IsAnswered(question))
    if operator in SIGNS and isinstance(right, str | int) and not known.options:
        kind = Kind("words" if known.question["type"].endswith("text") else "number")
        return compared(question, kind, SIGNS[operator], right)
    raise UnsaidError(f"It asks whether an answer is '{operator}'.")


def _chosen(known: Locator, choice: str) -> Expression:
    question = known.question["id"]
    if choice in known.points:
        return Compared(question, "=", known.points[choice])
    if choice in known.options:
        several = known.question.get("several")
        return compared(question, Kind("several" if several else "options"), "=", known.options[choice])
    if known.question["type"] == "nps" and choice.isdecimal():
        return Compared(question, "=", int(choice))
    raise UnsaidError(f"'{choice}' is no answer of '{question}'.")
