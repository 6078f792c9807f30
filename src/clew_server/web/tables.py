"""Tables of data: heads and rows of cells, the same for a page, a chart's table and an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext

from clew.questions.answer import Answer, AnswerRow
from clew_server.web.figures.amounts import count, interval
from clew_server.web.figures.figure import Given, bare, figure_of, is_working, unit_of, week_start_of
from clew_server.web.figures.periods import period

__all__ = ["Cell", "Head", "Table", "answer_table"]

Text = str | Promise


@dataclass(frozen=True)
class Head:
    """The head of a column: ``is_number`` puts it to the right; ``address`` sorts by it, ``sorted`` says how it is."""

    label: Text
    is_number: bool = False
    address: str = ""
    sorted: str = ""


@dataclass(frozen=True)
class Cell:
    """One cell: a text or a time, where it leads, and what follows in quieter ink. An empty one is shown as a dash."""

    text: Text
    href: str = ""
    note: Text = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Table:
    """A table: what it is called, its heads and rows. The first ``named`` columns name their row."""

    title: Text
    heads: Sequence[Head]
    rows: Sequence[Sequence[Cell | str]]
    named: int = 1
    note: Text = ""
    empty: Text = field(default="")

    @property
    def lines(self) -> list[list[tuple[Head, Cell, bool]]]:
        """The rows, each cell with its head and whether it names the row."""
        return [
            [
                (head, cell if isinstance(cell, Cell) else Cell(cell), at < self.named)
                for at, (head, cell) in enumerate(zip(self.heads, row, strict=True))
            ]
            for row in self.rows
        ]


def answer_table(given: Given, title: Text, names: dict[str, str] | None = None, *, working: bool = False) -> Table:
    """Return an answer as a table: dimensions (called as in ``names``), period, figure, interval, n."""
    answer, working = bare(given), working or is_working(given)
    dimensions = list(answer.rows[0].dimensions) if answer.rows else []
    has_periods = any(row.period for row in answer.rows)
    heads = [Head((names or {}).get(name, name)) for name in dimensions]
    if has_periods:
        heads.append(Head(gettext("Period")))
    named = max(len(heads), 1)
    heads += [
        Head(gettext("Figure"), is_number=True),
        Head(gettext("Interval"), is_number=True),
        Head(gettext("n"), is_number=True),
    ]
    first = week_start_of(given) if has_periods else None
    rows = [_row(answer, row, dimensions, week_start=first, working=working) for row in answer.rows]
    return Table(title, heads, rows, named if dimensions or has_periods else 0)


def _row(
    answer: Answer, row: AnswerRow, dimensions: Sequence[str], *, week_start: int | None, working: bool
) -> list[Cell | str]:
    found = figure_of(answer, row, working=working)
    unit = unit_of(answer, row, working=working)
    named = [row.dimensions[name] or gettext("(none)") for name in dimensions]
    if week_start is not None:
        named.append(period(row.period, week_start))
    known = row.value is not None
    return [
        *named,
        Cell(found.value if known else gettext("cannot tell"), note="" if known else found.why),
        Cell(interval(row.lo, row.hi, unit) if known else ""),
        Cell(count(row.n)),
    ]
