"""What a diagnosis gathers on its way: every test of one family, with the cells behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from clew.errors import UsageError
from clew.findings.asking.asker import Asker
from clew.findings.finding import NotComputed
from clew.findings.lack import Lack
from clew.findings.measure import Cell, Measure
from clew.findings.tested.candidate import Candidate
from clew.findings.tested.tails import thin_ends
from clew.findings.wording.language import Language
from clew.journeys.paths import Paths

__all__ = ["Known", "Progress", "Walked", "Work"]

#: Metric name -> label, unit, direction.
Known = Mapping[str, tuple[str, str, str]]
Progress = Callable[[str, float | None], None]


@dataclass(frozen=True)
class Walked:
    """The paths a diagnosis looks at, and how they were asked for, as options of ``clew paths``."""

    paths: Paths
    asked: Mapping[str, str]


class Work:
    """What one diagnosis gathers on its way: candidates with the cells behind them, and what could not be had.

    ``cells`` has the cells of a measure by its name and what it was asked by, ``series`` those by month. ``by_run``
    says that events are steps of runs (an order, a claim), and no contacts that customers began. ``reader`` may be
    changed once all is gathered: nothing that was gathered is said in a language yet.
    """

    def __init__(self, asker: Asker, known: Known, reader: Language, progress: Progress) -> None:
        self.asker, self.known, self.reader, self._progress = asker, known, reader, progress
        self._part = (0.0, 1.0)
        self.measures: list[Measure] = []
        self.candidates: list[Candidate] = []
        self.cells: dict[tuple[str, ...], list[Cell]] = {}
        self.series: dict[str, list[Cell]] = {}
        self.lacking: list[Lack] = []
        self.by_run = False
        self.walked: Walked | None = None

    @property
    def missing(self) -> list[NotComputed]:
        """What could not be computed and why, in the reader's language."""
        return [lack.said(self.reader) for lack in self.lacking]

    def begin(self, what: str, place: int, parts: int) -> None:
        """Tell that one of so many ``parts`` of the work begins; what it tells of itself is a share of that part."""
        self._part = (place / parts, 1 / parts)
        self.progress(what, 0.0)

    def progress(self, what: str, share: float) -> None:
        """Tell which share of the part that was begun last is done: the whole never goes back."""
        begin, width = self._part
        self._progress(what, begin + width * share)

    def ask(self, kind: str, measure: Measure, by: Sequence[str], every: str | None = None) -> list[Cell]:
        """Return the cells of a measure; what cannot be asked is noted, and gives no cells."""
        try:
            return self.asker.cells(
                measure.asked, by=by, where=measure.filters, every=every, parameters=measure.parameters
            )
        except UsageError as reason:
            self.lacks(kind, "The question was refused: {reason}", reason=reason)
            return []

    def left_out(self, cells: Iterable[Cell]) -> frozenset[str]:
        """Return the months that a series of ``cells`` is not judged by: not over yet, or leftovers at its ends."""
        return self.asker.incomplete("month") | thin_ends(cells)

    def lacks(self, kind: str, sentence: str, **parts: object) -> None:
        """Note a kind of finding that could not be computed, and why."""
        self.lacking.append(Lack(kind, sentence, parts))

    def cells_of(self, measure: Measure, names: set[str]) -> list[Cell]:
        """Return the cells of a measure that were asked by all of ``names``; none where it never was."""
        for key, cells in self.cells.items():
            if key[0] == measure.name and cells and names <= set(cells[0].where):
                return cells
        return []
