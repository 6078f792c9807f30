"""What the diagnosis may ask of the workspace: cells, dimensions, verbatims; nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from clew.findings.asking.figures import Figured
from clew.findings.measure import Cell, Times
from clew.findings.tested.churn import Contracts, Experiences
from clew.journeys.paths import Paths
from clew.questions.answer import AnswerRow

__all__ = ["Asker"]


class Asker(Protocol):
    """The door to the workspace's figures; every cell comes from the same questions that people ask."""

    def cells(
        self,
        metric: str,
        *,
        by: Sequence[str] = (),
        where: Sequence[str] = (),
        every: str | None = None,
        parameters: Mapping[str, str] | None = None,
    ) -> list[Cell]:
        """Return one cell a combination of ``by`` and period; raises UsageError where the metric cannot be had."""

    def typical(self, metric: str, by: Sequence[str], parameters: Mapping[str, str]) -> float | None:
        """Return the time by which half of everything has ended; None where it cannot be had. Read by ``by``."""

    def times(
        self, metric: str, *, by: Sequence[str] = (), every: str | None = None, parameters: Mapping[str, str]
    ) -> list[Times]:
        """Return how long each took, a cell a combination of ``by`` and period; none of a metric that is no time."""

    def figures(
        self,
        metric: str,
        statistics: Sequence[str],
        *,
        by: Sequence[str] = (),
        where: Sequence[str] = (),
        parameters: Mapping[str, str] | None = None,
    ) -> Figured:
        """Return figures with their intervals, of everything and of each group; raises UsageError as ``cells`` does."""

    def answered(
        self,
        metric: str,
        *,
        by: Sequence[str] = (),
        where: Sequence[str] = (),
        every: str | None = None,
        parameters: Mapping[str, str] | None = None,
    ) -> tuple[AnswerRow, ...]:
        """Return the rows of the answer to a question; raises UsageError as ``cells`` does."""

    def has_working_time(self) -> bool:
        """Return whether somebody said when we work."""

    def paths(self, *, by: str, gap: int | None, names: str, tables: str = "events,calls,tickets") -> Paths | None:
        """Return the paths that were walked, cut and told so; None where there are no contacts."""

    def of_contacts(self, paths: Paths, columns: Sequence[str]) -> Mapping[str, Sequence[str | None]]:
        """Return the values of ``columns`` for each contact of ``paths``, in their order; null where it has none."""

    def contracts(self, name: str) -> tuple[Contracts, Experiences] | None:
        """Return the contracts and the bad experiences called ``name``; None where there are none of either."""

    def incomplete(self, every: str) -> frozenset[str]:
        """Return the labels of the periods that are not over yet, or began before the data did."""

    def segments(self, metric: str) -> list[str]:
        """Return the dimensions with a few values that groups of customers may be told apart by."""

    def verbatims(
        self, metric: str, where: Mapping[str, str], filters: Sequence[str], seed: str
    ) -> list[dict[str, Any]]:
        """Return up to five verbatims drawn at random among those behind a finding, with their journal_ref."""

    def rows(self) -> tuple[dict[str, Any], ...]:
        """Return what is there: table, rows, customers, from, to."""
