"""In which order options and rows stand for one person: shuffled by their seed, the same each time."""

from __future__ import annotations

import hashlib
from typing import TypeVar

from clew.surveys.model.questions import CHOICES, Matrix, Option, Question, Row

__all__ = ["in_order", "options_shown", "rows_shown"]

Part = TypeVar("Part", Option, Row)


def options_shown(question: Question, seed: str) -> tuple[Option, ...]:
    """Return the options in the order for the person of that seed; columns of a matrix are never shuffled."""
    if isinstance(question, CHOICES):
        return in_order(question.options, f"{seed}|{question.id}") if question.randomise else question.options
    return question.columns if isinstance(question, Matrix) else ()


def rows_shown(question: Matrix, seed: str) -> tuple[Row, ...]:
    """Return the rows in the order for the person of that seed."""
    return in_order(question.rows, f"{seed}|{question.id}") if question.randomise else question.rows


def in_order(parts: tuple[Part, ...], seed: str) -> tuple[Part, ...]:
    """Return the parts shuffled by the seed; what is fixed or exclusive ("none of these") keeps its place.

    The order is that of SHA-256 over seed and id: every order is as likely, on every machine the same.

    >>> options = tuple(Option(id=name, text=name) for name in ("a", "b", "c"))
    >>> [part.id for part in in_order(options, "seed")]
    ['c', 'a', 'b']
    """
    loose = [part for part in parts if not _stays(part)]
    shuffled = iter(sorted(loose, key=lambda part: hashlib.sha256(f"{seed}|{part.id}".encode()).digest()))
    return tuple(part if _stays(part) else next(shuffled) for part in parts)


def _stays(part: Option | Row) -> bool:
    return isinstance(part, Option) and (part.fixed or part.exclusive)
