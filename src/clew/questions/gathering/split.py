"""Programs, instruments and scales: split where an answer would mix them, out of sight where there is only one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from clew.questions.finishing.finish import merged
from clew.questions.finishing.words import spoken
from clew.questions.gathering.cells import Cell

__all__ = ["SCALE", "scale_name", "split_apart"]

SCALE = ("scale_min", "scale_max")


def split_apart(
    cells: list[Cell], columns: Sequence[str], by: Sequence[str]
) -> tuple[list[Cell], tuple[str, ...], tuple[str, ...]]:
    """Return the cells with only those split columns that differ, the names of these as dimensions, and warnings.

    Cells without any answer do not make a second program; what was missing there is added to the others of its group.
    """
    answered = [cell for cell in cells if cell.content.n]
    several = [
        name
        for name in _named(columns)
        if name not in by and len({_value(name, columns, cell) for cell in answered}) > 1
    ]
    groups: dict[Any, list[Cell]] = {}
    for cell in cells:
        groups.setdefault(_place(cell, several, columns), []).append(cell)
    joined = [
        Cell(
            (*group[0].dimensions, *(_value(name, columns, group[0]) for name in several)),
            (),
            group[0].period,
            merged(group),
        )
        for group in groups.values()
    ]
    warnings = tuple(f"several {name}s: split by {name}; --set together=yes joins them" for name in several)
    return joined, tuple(several), warnings


def _named(columns: Sequence[str]) -> list[str]:
    plain = [name for name in columns if name not in SCALE]
    return [*plain, "scale"] if set(SCALE) & set(columns) else plain


def _value(name: str, columns: Sequence[str], cell: Cell) -> str | None:
    if name != "scale":
        return spoken(cell.split[columns.index(name)])
    return scale_name(*(cell.split[columns.index(end)] for end in SCALE))


def scale_name(low: float | None, high: float | None) -> str | None:
    """Return what a scale is called, such as 1-5; None where an end is not known.

    >>> scale_name(0.0, 10.0)
    '0-10'
    """
    return None if low is None or high is None else f"{spoken(low)}-{spoken(high)}"


def _place(cell: Cell, several: Sequence[str], columns: Sequence[str]) -> Any:
    return cell.dimensions, tuple(_value(name, columns, cell) for name in several), cell.period
