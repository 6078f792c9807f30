"""What of a survey can be looked at for careless answering: rated items in order, on one scale, of one matrix."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import nan

from clew.surveys.model.questions import Matrix, Scale, Shown, scale_of
from clew.surveys.model.survey import Survey
from clew.surveys.results.returned import Returned
from clew.surveys.running.answer import Answer

__all__ = ["Item", "blocks", "items", "matrices", "values"]


@dataclass(frozen=True, slots=True)
class Item:
    """One rated question, or one row of a matrix, with its scale."""

    question: str
    row: str
    scale: Scale

    @property
    def ends(self) -> tuple[int, int]:
        """The ends of its scale."""
        return self.scale.min, self.scale.max


def items(survey: Survey) -> list[Item]:
    """Return the rated items of a survey in the order they are asked."""
    return [item for question in survey.questions for item in _items(question)]


def _items(question: Shown) -> Iterator[Item]:
    scale = scale_of(question)
    if scale is None:
        return
    rows = tuple(row.id for row in question.rows) if isinstance(question, Matrix) else ("",)
    yield from (Item(question.id, row, scale) for row in rows)


def blocks(survey: Survey) -> list[list[Item]]:
    """Return the items that stand one after the other on the same scale."""
    found: list[list[Item]] = []
    for item in items(survey):
        if found and found[-1][-1].ends == item.ends:
            found[-1].append(item)
        else:
            found.append([item])
    return found


def matrices(survey: Survey) -> list[list[Item]]:
    """Return the rated matrices of two rows or more: the closest a survey has to scales of one thing."""
    found = [list(_items(question)) for question in survey.questions if isinstance(question, Matrix)]
    return [rows for rows in found if len(rows) > 1]


def values(one: Returned, wanted: list[Item]) -> list[float]:
    """Return what one person answered to items, NaN where there is no answer."""
    return [_value(one.given.get(item.question), item.row) for item in wanted]


def _value(answer: Answer | None, row: str) -> float:
    if answer is None or answer.state != "given":
        return nan
    found = answer.rows.get(row) if row else answer
    return nan if found is None or found.rating is None else float(found.rating)
