"""Relevance of LimeSurvey as conditions: ``((Q1.NAOK == "A1"))``, ``!is_empty(Q2)``, ``Q3_SQ001.NAOK == "Y"``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from clew.surveys.exchange.building import Building, Document, slug
from clew.surveys.exchange.foreign import Dialect, UnsaidError, compared, read_foreign
from clew.surveys.logic.expression import Expression, Has, IsAnswered, Not, Value, written
from clew.surveys.logic.kinds import Kind

__all__ = ["Known", "Names", "condition_of"]

DIALECT = Dialect(
    tokens=re.compile(
        r"\s*(?:(?P<text>'[^']*'|\"[^\"]*\")|(?P<number>-?(?!\d+X\d)\d{1,9}(?:\.\d{1,6})?)"
        r"|(?P<word>and\b|or\b|not\b|eq\b|ne\b|lt\b|le\b|gt\b|ge\b|is_empty(?=\s*\()|[A-Za-z_]\w*(?=\s*\())"
        r"|(?P<name>(?:\d+X\d+X\d|[A-Za-z])\w*(?:\.[A-Za-z]+)?)|(?P<sign><=|>=|==|!=|&&|\|\||[=<>!()]))"
    ),
    signs={
        "==": "=", "=": "=", "eq": "=", "!=": "!=", "ne": "!=", "<": "<", "lt": "<", "<=": "<=", "le": "<=", ">": ">",
        "gt": ">", ">=": ">=", "ge": ">=", "&&": "and", "and": "and", "||": "or", "or": "or", "!": "not", "not": "not",
        "(": "(", ")": ")",
    },
    empty=frozenset({"is_empty"}),
    filled=frozenset(),
)  # fmt: skip


@dataclass
class Known:
    """A question of theirs as ours; ``values`` are the points that codes of its answers stand for."""

    question: Document
    values: dict[str, int] = field(default_factory=dict)


@dataclass
class Names:
    """Questions so far, by their code; ``numbered`` are the names by number that stand for codes."""

    numbered: Mapping[str, str] = field(default_factory=dict)
    by_code: dict[str, Known] = field(default_factory=dict)

    def add(self, code: str, question: Document, values: dict[str, int] | None = None) -> None:
        """Note a question."""
        self.by_code[code] = Known(question, values or {})

    def find(self, name: str) -> tuple[Known, str]:
        """Return the question of a name, and the part of it that the name adds: Q3_SQ001."""
        bare = name.removesuffix(".NAOK").removesuffix(".code").removesuffix(".value")
        if bare not in self.by_code:
            bare = self.numbered.get(bare, bare)
        if bare in self.by_code:
            return self.by_code[bare], ""
        code, _, part = bare.rpartition("_")
        if code in self.by_code:
            return self.by_code[code], slug(part, prefix="")
        raise UnsaidError(f"'{bare}' is no question before it.")


def condition_of(building: Building, names: Names, text: str, where: str) -> str:
    """Return a relevance as one of our conditions; "" for always, or one that ours cannot say, which is noted."""
    bare = text.strip().strip("{}").strip()
    if bare in {"", "1"}:
        return ""
    try:
        return written(read_foreign(bare, DIALECT, lambda name, sign, value: _resolved(names, name, sign, value)))
    except UnsaidError as error:
        building.lose(where, f"The condition ({' '.join(bare.split())[:200]}) is left out. {error}")
        return ""


def _resolved(names: Names, name: str, sign: str, value: Value | None) -> Expression:
    known, part = names.find(name)
    question, kind = known.question, known.question["type"]
    if kind == "multiple" and part:
        return _ticked(question["id"], part, sign, value)
    full = f"{question['id']}.{part}" if part else question["id"]
    if isinstance(value, str) and value in known.values:
        return compared(full, Kind("number"), sign, known.values[value])
    if kind in {"single", "multiple"} or question.get("columns"):
        given = slug(value, prefix="") if isinstance(value, str) and value not in {"", "-oth-"} else value
        return compared(full, Kind("options"), sign, "other" if given == "-oth-" else given)
    return compared(full, Kind("words" if kind in {"short_text", "long_text"} else "number"), sign, value)


def _ticked(question: str, option: str, sign: str, value: Value | None) -> Expression:
    """A box of several: Y where it is ticked, nothing where it is not."""
    ticked: Expression = IsAnswered(question) if not option else Has(question, option)
    if sign == "answered":
        return ticked
    if sign not in {"=", "!="} or value not in {"Y", "", "N"}:
        raise UnsaidError("A box is ticked or not; it compares otherwise.")
    return ticked if (sign == "=") == (value == "Y") else Not(ticked)
