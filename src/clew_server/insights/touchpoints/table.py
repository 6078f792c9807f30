"""A grid as a table: rows and columns in the order of their weight, each cell in words that need no colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext

from clew.findings.grid import Grid, GridCell
from clew_server.insights.addresses import address_of
from clew_server.insights.hiding.fields import sees_customers
from clew_server.insights.hiding.suppression import Key
from clew_server.insights.measures import SCORES
from clew_server.insights.reading import Reading
from clew_server.insights.touchpoints.asking import Choice
from clew_server.web.figures.reader import Reader

__all__ = ["Cell", "Table", "sentence_of", "table_of"]


@dataclass(frozen=True)
class Cell:
    """One cell: ``state`` is "shown", "empty" (nobody answered) or "hidden"; ``standing`` pain, success or ""."""

    state: str
    value: str = ""
    interval: str = ""
    n: str = ""
    own: str = ""
    standing: str = ""
    difference: str = ""
    links: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """The rows by name, each with a cell a column; without a second dimension there is one column without a name."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    whole: str
    pains: tuple[str, ...]
    successes: tuple[str, ...]
    hidden: int
    split: tuple[str, ...]


def table_of(reading: Reading, choice: Choice, grid: Grid, reader: Reader, hidden: frozenset[Key]) -> Table:
    """Return the table of a grid as this reader may see it."""
    cells = {tuple(cell.where.get(name) for name in grid.by): cell for cell in _main(grid)}
    counts = {place: cell.own.n for place, cell in cells.items()}
    if not sees_customers(reading.role):
        given_away = {key[: len(grid.by)] for key in hidden}  # whatever else splits the answer
        out = frozenset(place for place in counts if place in given_away)
    else:
        out = frozenset(place for place, cell in cells.items() if cell.is_suppressed)
    rows = _ordered(counts, 0)
    columns = _ordered(counts, 1) if len(grid.by) > 1 else [None]
    shown = []
    for row in rows:
        line = []
        for column in columns:
            place = (row, column) if len(grid.by) > 1 else (row,)
            line.append(_cell(reading, choice, grid, cells.get(place), reader, is_hidden=place in out))
        shown.append((_name(row), tuple(line)))
    told = [(place, cell) for place, cell in cells.items() if place not in out and cell.standing]
    told.sort(key=lambda each: -abs(each[1].difference.difference or 0.0))
    # where nothing may be seen, neither may the whole: it is what one more answer, or one filter less, would change
    whole = grid.whole.value if len(out) < len(cells) else None
    return Table(
        columns=tuple(_name(column) for column in columns) if len(grid.by) > 1 else ("",),
        rows=tuple(shown),
        whole="" if whole is None else reader.figure(whole, grid.unit),
        pains=tuple(_place(place) for place, cell in told if cell.standing == "pain"),
        successes=tuple(_place(place) for place, cell in told if cell.standing == "success"),
        hidden=len(out),
        split=grid.split,
    )


def sentence_of(table: Table) -> str:
    """Return the sentence that comes first."""
    if table.pains:
        return gettext("Worse than elsewhere, and it is not chance: %(places)s.") % {"places": _some(table.pains)}
    if table.successes:
        return gettext("Better than elsewhere, and it is not chance: %(places)s.") % {"places": _some(table.successes)}
    if not table.rows:
        return gettext("There is nothing to compare in this span.")
    return gettext("The places differ no more than chance makes them.")


def _some(places: Sequence[str]) -> str:
    return ", ".join(places[:3])


def _main(grid: Grid) -> list[GridCell]:
    """Return one cell a place: of what the span splits after all, the part with the most answers."""
    found: dict[tuple[str | None, ...], GridCell] = {}
    for cell in grid.cells:
        place = tuple(cell.where.get(name) for name in grid.by)
        if place not in found or found[place].own.n < cell.own.n:
            found[place] = cell
    return list(found.values())


def _ordered(counts: dict[tuple[str | None, ...], int], axis: int) -> list[str | None]:
    """Return the values of one dimension, those with the most answers first, the unknown last."""
    weights: dict[str | None, int] = {}
    for place, n in counts.items():
        weights[place[axis]] = weights.get(place[axis], 0) + n
    return sorted(weights, key=lambda value: (value is None, -weights[value], value or ""))


def _cell(
    reading: Reading, choice: Choice, grid: Grid, cell: GridCell | None, reader: Reader, *, is_hidden: bool
) -> Cell:
    if cell is None or not cell.own.n:
        return Cell("empty")
    pooled, own = cell.pooled, cell.own
    if is_hidden or pooled.value is None or pooled.lo is None or pooled.hi is None or own.value is None:
        return Cell("hidden")
    return Cell(
        "shown",
        value=reader.figure(pooled.value, grid.unit),
        interval=reader.span(pooled.lo, pooled.hi, grid.unit),
        n=reader.count(own.n),
        own=reader.figure(own.value, grid.unit),
        standing=cell.standing or "",
        difference=reader.change(cell.difference.difference or 0.0, grid.unit),
        links=_links(reading, choice, cell),
    )


def _links(reading: Reading, choice: Choice, cell: GridCell) -> dict[str, str]:
    """Return where a cell opens: its rows, and its question; a place without a name cannot be filtered by."""
    if any(value is None for value in cell.where.values()):
        return {}
    measure, asked = choice.measure, reading.asked
    here = tuple(f"{name}={value}" for name, value in cell.where.items())
    where = (*asked.where, *measure.where, *(text for text in here if text not in asked.where))
    settings = {f"set.{name}": value for name, value in measure.parameters.items()}
    question = asked.query(metric=measure.metric, statistic=measure.statistic, where=where, every="month", **settings)
    links = {"question": address_of(reading.member, "questions:questions", question)}
    if measure.metric in SCORES:
        links["rows"] = address_of(reading.member, "feedback:feedback", asked.query(where=where, metric=measure.metric))
    return {name: address for name, address in links.items() if address}


def _name(value: str | None) -> str:
    return gettext("not known") if value is None else value


def _place(place: tuple[str | None, ...]) -> str:
    return " × ".join(_name(value) for value in place)
