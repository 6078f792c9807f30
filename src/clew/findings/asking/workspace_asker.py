"""The workspace's own answers as the diagnosis asks for them: the same questions that people ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import structs

from clew.errors import UsageError
from clew.findings.asking.dimensions import find_segments
from clew.findings.asking.figures import Figured, read_figures
from clew.findings.asking.judged import judged
from clew.findings.asking.lifelines import read_contracts
from clew.findings.asking.voices import draw_voices, spoken_rows
from clew.findings.measure import Cell, Times
from clew.findings.tested.churn import Contracts, Experiences
from clew.journeys.building import build
from clew.journeys.definition import SOURCES, parse_definition
from clew.journeys.paths import Paths, paths_of
from clew.metrics import METRICS
from clew.metrics.rows.working import CALENDAR
from clew.questions.answer import AnswerRow
from clew.questions.asking import answer
from clew.questions.gathering.cells import Cell as ReadCell
from clew.questions.gathering.lake import Engine, Lake, Reader
from clew.questions.gathering.reading import Groups, read_groups
from clew.questions.gathering.working import reader_of
from clew.questions.parse import parse_question
from clew.questions.plan import Plan, make_plan
from clew.questions.question import Question
from clew.questions.timing.periods import label, next_start, start_of
from clew.questions.timing.windows import own_window
from clew.stats.survival.lifetimes import Lifetimes
from clew.stats.survival.survival_quantile import survival_quantile

__all__ = ["WorkspaceAsker"]

#: A period that is covered for less than this share of its length is incomplete.
ALMOST = 0.9
TIMES = ("period", "since")
#: The parameter that says within which time: it decides nothing of what is read.
TARGET = "target"
#: Answers in which customers speak about a promise, in this order.
ANSWERED = ("nps", "csat", "rating", "ces")


class WorkspaceAsker:
    """Cells, segments and verbatims of one lake version; see :class:`clew.findings.asking.asker.Asker`.

    ``span`` (first day, first day no longer counted) and ``filters`` hold for every figure; paths, contracts and what
    is there at all are those of the whole lake version.
    """

    def __init__(
        self,
        lake: Lake,
        engine: Engine,
        tables: Mapping[str, dict[str, Any]],
        zone: str,
        week_start: str,
        *,
        span: tuple[str | None, str | None] = (None, None),
        filters: Sequence[str] = (),
    ) -> None:
        self._lake, self._engine, self._tables = lake, engine, tables
        self._zone, self._week_start = zone, week_start
        self._span, self._filters = span, filters
        self._times: dict[bytes, Groups] = {}
        self._spoken: dict[tuple[Any, ...], list[dict[str, Any]]] = {}

    def cells(
        self,
        metric: str,
        *,
        by: Sequence[str] = (),
        where: Sequence[str] = (),
        every: str | None = None,
        parameters: Mapping[str, str] | None = None,
    ) -> list[Cell]:
        """Return one cell a combination of ``by`` and period, all programs of ``where`` together.

        Of a share of what ended within a time a cell has one answer a thing that was watched for so long, or had ended.
        """
        plan = make_plan(self._question(metric, by, where, every, parameters))
        groups = self._groups(plan)
        return [
            Cell(
                dict(zip(groups.names, cell.dimensions, strict=True)),
                _period(cell, plan),
                judged(cell.content, plan.statistic, plan.parameters),
            )
            for cell in groups.cells
        ]

    def _groups(self, plan: Plan) -> Groups:
        """Return the groups of a question; of times those that were read for another target serve as well."""
        reader = reader_of(plan, self._lake, self._engine)
        if plan.statistic.horizon is None:
            return read_groups(reader, plan, own_window(reader, plan))
        asked = {name: value for name, value in plan.question.parameters.items() if name != TARGET}
        key = msgspec.json.encode((structs.replace(plan.question, parameters=asked), plan.statistic.name))
        if key not in self._times:
            self._times[key] = read_groups(reader, plan, own_window(reader, plan))
        return self._times[key]

    def typical(self, metric: str, by: Sequence[str], parameters: Mapping[str, str]) -> float | None:
        """Return the time by which half of everything has ended; None where it cannot be had. Read by ``by``."""
        try:
            cells = self._groups(make_plan(self._question(metric, by, (), None, parameters))).cells
        except UsageError:
            return None
        times = [cell.content for cell in cells if isinstance(cell.content, Lifetimes)]
        return survival_quantile(Lifetimes.merged(times), 0.5).value if times else None

    def times(
        self, metric: str, *, by: Sequence[str] = (), every: str | None = None, parameters: Mapping[str, str]
    ) -> list[Times]:
        """Return how long each took, a cell a combination of ``by`` and period; none of a metric that is no time."""
        plan = make_plan(self._question(metric, by, (), every, parameters))
        groups = self._groups(plan)
        return [
            Times(dict(zip(groups.names, cell.dimensions, strict=True)), _period(cell, plan), cell.content)
            for cell in groups.cells
            if isinstance(cell.content, Lifetimes)
        ]

    def figures(
        self,
        metric: str,
        statistics: Sequence[str],
        *,
        by: Sequence[str] = (),
        where: Sequence[str] = (),
        parameters: Mapping[str, str] | None = None,
    ) -> Figured:
        """Return figures with their intervals, of everything and of each group of ``by``."""
        asked = [self._question(f"{metric}.{statistic}", by, where, None, parameters) for statistic in statistics]
        return read_figures([make_plan(question) for question in asked], lambda plan: self._groups(plan).cells)

    def answered(
        self,
        metric: str,
        *,
        by: Sequence[str] = (),
        where: Sequence[str] = (),
        every: str | None = None,
        parameters: Mapping[str, str] | None = None,
    ) -> tuple[AnswerRow, ...]:
        """Return the rows of the answer to a question."""
        return answer(self._question(metric, by, where, every, parameters), self._lake, self._engine).rows

    def has_working_time(self) -> bool:
        """Return whether the workspace has a calendar of its own."""
        settings = getattr(self._lake, "settings", None)
        return settings is not None and CALENDAR.default in settings.documents["calendar"]

    def paths(self, *, by: str, gap: int | None, names: str, tables: str = "events,calls,tickets") -> Paths | None:
        """Return the paths that were walked, cut and told so; None where there are no contacts."""
        if not any(self._tables.get(name, {}).get("rows") for name in SOURCES):
            return None
        return paths_of(
            parse_definition(by=by, gap=gap, names=names, tables=tables, zone=self._zone), self._lake, self._engine
        )

    def of_contacts(self, paths: Paths, columns: Sequence[str]) -> Mapping[str, Sequence[str | None]]:
        """Return the values of ``columns`` for each contact of ``paths``, in their order; null where it has none."""
        built = build(paths.definition, paths.reader, columns)
        return {name: values.to_pylist() for name, values in built.extras.items()}

    def contracts(self, name: str) -> tuple[Contracts, Experiences] | None:
        """Return the contracts and the bad experiences called ``name``; None where there are none of either."""
        as_of = self.latest()
        return read_contracts(name, Reader(self._lake, self._engine), as_of) if as_of else None

    def incomplete(self, every: str) -> frozenset[str]:
        """Return the labels of the periods in which the answers begin and end, unless they fill them."""
        reader = Reader(self._lake, self._engine)
        first, last = reader.span("feedback")
        if first is None or last is None:
            return frozenset()
        return frozenset({*self._partly(first, every, is_first=True), *self._partly(last, every, is_first=False)})

    def _partly(self, moment: datetime, every: str, *, is_first: bool) -> list[str]:
        question = self._question("nps", (), (), every, None)
        assert question.every is not None  # noqa: S101 - it was asked for
        start = start_of(moment, question.every, question.week_start)
        whole = next_start(start, question.every) - start
        covered = (start + whole - moment) if is_first else (moment - start)
        return [label(start, question.every)] if covered < ALMOST * whole else []

    def segments(self, metric: str) -> list[str]:
        """Return the dimensions with a few values that the answers to ``metric`` can be told apart by."""
        return find_segments(self._lake, self._engine, metric)

    def verbatims(
        self, metric: str, where: Mapping[str, str], filters: Sequence[str], seed: str
    ) -> list[dict[str, Any]]:
        """Return up to five verbatims drawn at random, the same ones for the same finding and data.

        Behind calls, tickets and paths there are none: nobody was asked about them.
        """
        if metric == "promise_kept":
            about = {f"promises.{name}": value for name, value in where.items()}
            return self._first_voices({**about, "promises.kept": "no"}, seed)
        known = METRICS.get(metric)
        return self._voices(metric, where, filters, seed) if known and known.table == "feedback" else []

    def _first_voices(self, where: Mapping[str, str], seed: str) -> list[dict[str, Any]]:
        """Return the voices of the first kind of answers in which customers spoke about a broken promise."""
        drawn = (self._voices(name, where, (), seed) for name in ANSWERED)
        return next((voices for voices in drawn if voices), [])

    def _voices(self, metric: str, where: Mapping[str, str], filters: Sequence[str], seed: str) -> list[dict[str, Any]]:
        names = tuple(sorted({"touchpoint", "channel", *(name for name in where if name not in TIMES)}))
        key = (metric, tuple(filters), names)
        if key not in self._spoken:
            self._spoken[key] = self._read_voices(metric, names, filters)
        return draw_voices(self._spoken[key], where, seed)

    def _read_voices(self, metric: str, names: Sequence[str], filters: Sequence[str]) -> list[dict[str, Any]]:
        try:
            question = self._question(metric, names, filters, "month", None)
            return spoken_rows(question, self._lake, self._engine)
        except UsageError:
            return []

    def latest(self) -> str | None:
        """Return the latest time at which anything happened, ISO 8601 in UTC."""
        found = Reader(self._lake, self._engine).latest(*self._tables)
        return found.isoformat() if found else None

    def rows(self) -> tuple[dict[str, Any], ...]:
        """Return what is there: table, rows, customers, from, to."""
        return tuple({"name": name, **counts} for name, counts in self._tables.items())

    def _question(
        self,
        metric: str,
        by: Sequence[str],
        where: Sequence[str],
        every: str | None,
        parameters: Mapping[str, str] | None,
    ) -> Question:
        return parse_question(
            metric,
            settings={**(parameters or {}), "together": "yes"},
            by=by,
            where=[*self._filters, *where],
            start=self._span[0],
            end=self._span[1],
            every=every,
            zone=self._zone,
            week_start=self._week_start,
        )


def _period(cell: ReadCell, plan: Plan) -> str | None:
    return label(cell.period, plan.question.every) if cell.period and plan.question.every else None
