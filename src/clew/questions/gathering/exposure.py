"""What a rate is counted per: the units below the line of each cell, also of cells in which nothing happened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from clew.questions.finishing.finish import Exposure
from clew.questions.gathering.cells import Cell
from clew.questions.question import Every
from clew.questions.timing.periods import next_start, start_of
from clew.questions.timing.windows import Covered
from clew.stats.sketch import Sketch

__all__ = ["Exposed"]

Key = tuple[tuple[str | None, ...], datetime | None]


@dataclass(frozen=True)
class Exposed:
    """The units by what their own table tells them apart: ``places`` of the dimensions, and the period of orders.

    Customers are no rows of a period: they are below the line of each.
    """

    units: dict[Key, int] = field(default_factory=dict)
    places: tuple[int, ...] = ()
    are_customers: bool = False

    def __call__(self, cell: Cell) -> Exposure:
        """Return what the rate of ``cell`` is counted per."""
        key = tuple(cell.dimensions[place] for place in self.places), None if self.are_customers else cell.period
        return Exposure(self.units.get(key, 0), self.are_customers)

    def zeros(
        self, cells: tuple[Cell, ...], dimensions: int, every: Every | None, week_start: int, covers: Covered
    ) -> Iterator[Cell]:
        """Yield a cell of nothing for each group and period that had units but no event: zero is not missing.

        A value of another table's field is one that some event has. Customers could come in every period ``covers``.
        """
        own = [place for place in range(dimensions) if place not in self.places]
        others = {tuple(cell.dimensions[place] for place in own) for cell in cells} or (set() if own else {()})
        known = {(cell.dimensions, cell.period) for cell in cells}
        for below, period in self._keys(every, week_start, covers):
            for other in others:
                values: dict[int, Any] = dict(zip(self.places, below, strict=True)) | dict(zip(own, other, strict=True))
                key = tuple(values[place] for place in range(dimensions)), period
                if key not in known:
                    yield Cell(key[0], (), period, Sketch(0))

    def _keys(self, every: Every | None, week_start: int, covers: Covered) -> Iterator[Key]:
        if every is None or not self.are_customers:
            yield from (key for key in self.units if (key[1] is None) == (every is None))
            return
        begins, ends = covers
        period = start_of(begins, every, week_start) if begins else None
        while period and ends and period < ends:
            yield from ((below, period) for below, _ in self.units)
            period = next_start(period, every)
