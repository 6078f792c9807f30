"""Cells of spans from extracts of days: for rows that are made of several rows, and are settled some time after."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Protocol

import pyarrow as pa
from msgspec import structs

from clew.engines.views import TableView
from clew.metrics.metric import UNENDED
from clew.questions.extracts.extract import Extract, extract_of, micros
from clew.questions.extracts.folding import fold, rows_within
from clew.questions.extracts.keeping import Keeper
from clew.questions.extracts.statement import days_text
from clew.questions.gathering.cells import Cell
from clew.questions.gathering.lake import Reader
from clew.questions.gathering.rows import Span, Window
from clew.questions.keeping.content import content_hash
from clew.questions.plan import Plan
from clew.questions.spans.shape import is_of_one_table

__all__ = ["Days", "Settling", "has_days", "reached_days"]

_DAY = timedelta(days=1)
#: Families whose rows say more than an extract holds: competing endings, when each came under watch.
_OTHER = UNENDED - {"within"}


class Settling(Protocol):
    """What tells whether a span is settled, and all that decides its rows."""

    def settled(self, span: Span) -> datetime | None:
        """Return from when on nothing changes the rows of ``span``; None where that is not yet so."""

    def key(self, span: Span) -> tuple[Hashable, ...]:
        """Return all that decides the rows of ``span``: shape, span, moment, views, calendar."""


def has_days(plan: Plan) -> bool:
    """Return whether figures of ``plan`` can be folded from extracts of days: see :func:`has_extracts`."""
    return bool(
        plan.metric.settled is not None
        and not plan.dimensions
        and plan.statistic.family not in _OTHER
        and is_of_one_table(plan)
    )


class Days:
    """Folds the cells of spans of one plan as of one moment from the days (UTC) they reach into."""

    def __init__(
        self, reader: Reader, plan: Plan, as_of: datetime | None, splits: Iterable[int], settling: Settling
    ) -> None:
        self.reader, self.as_of, self.splits, self.settling = reader, as_of, frozenset(splits), settling
        self.plan = replace(plan, question=structs.replace(plan.question, every=None, week_start=1))
        self.keeper = Keeper.of(reader.lake, plan.tables)
        self.keys = tuple(f"s{place}" for place in range(len(plan.split)))

    def cells(self, spans: Sequence[Span]) -> dict[Span, list[Cell]]:
        """Return the cells of each of ``spans``."""
        days = self._days(spans)
        extracts = {day: self._known(day, names) for day, names in days.items()}
        extracts |= self._read([day for day, found in extracts.items() if found is None], days)
        family, weighted = self.plan.statistic.family, self.plan.question.weighted or self.plan.statistic.weighted
        found = {}
        for span in spans:
            inside = [extracts[day] for day in reached_days(span)]
            start, end = (micros(end) for end in span)
            rows = rows_within([each for each in inside if each], start, end, lambda units: units, self._key)
            found[span] = fold(rows, family, weighted=weighted)
        return found

    def _key(self, named: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(value if place in self.splits else None for place, value in enumerate(named))

    def _days(self, spans: Sequence[Span]) -> dict[datetime, tuple[str, str]]:
        """Return the days that ``spans`` reach into, each with the names that its extract is kept by."""
        days = sorted({day for span in spans for day in reached_days(span)})
        return {day: self._names(day) for day in days}

    def _known(self, _day: datetime, names: tuple[str, str]) -> Extract | None:
        return self.keeper.get(*names)

    def _keep(self, day: datetime, names: tuple[str, str], extract: Extract) -> None:
        if self.settling.settled((day, day + _DAY)):
            self.keeper.put(*names, extract)

    def _views(self, _days: Sequence[datetime]) -> Mapping[str, TableView]:
        """Return what the statement for some days reads."""
        return self.reader.views

    def _names(self, day: datetime) -> tuple[str, str]:
        shape, *decides = self.settling.key((day, day + _DAY))
        return str(shape), _named(decides, whole=self.keeper.is_in_memory)

    def _window(self, window: Window, _days: Sequence[datetime]) -> Window:
        """Return ``window`` with what else is known of the rows of ``days``."""
        return window

    def _grouped(self, runs: Sequence[Span]) -> list[list[Span]]:
        """Return runs of days by the statement that reads them."""
        return _several(runs)

    def _read(self, missing: Sequence[datetime], names: dict[datetime, tuple[str, str]]) -> dict[datetime, Extract]:
        """Return the extracts of days, read by as few statements as can be; those that are settled are kept."""
        found = {}
        for runs in self._grouped(_runs(missing)):
            days = [day for day in missing if runs[0][0] <= day < runs[-1][1]]
            window = self._window(Window(self.as_of, runs[0][0], runs[-1][1], (_filled(runs),)), days)
            rows = self.reader.engine.read(days_text(self.reader, self.plan, window), self._views(days))
            for day, own in _by_day(rows, days):
                found[day] = extract_of(own, self.keys)
                self._keep(day, names[day], found[day])
        return found


def reached_days(span: Span) -> list[datetime]:
    """Return the beginnings of the days that ``span`` reaches into."""
    first = span[0].replace(hour=0, minute=0, second=0, microsecond=0)
    return [first + place * _DAY for place in range(-(-(span[1] - first) // _DAY))]


def _runs(days: Sequence[datetime]) -> list[Span]:
    """Return days as spans: those that follow each other are one."""
    runs: list[Span] = []
    for day in days:
        if runs and runs[-1][1] == day:
            runs[-1] = runs[-1][0], day + _DAY
        else:
            runs.append((day, day + _DAY))
    return runs


#: A statement reads so many spans, the last ones empty: so one text will do.
_SPANS = 4


def _several(runs: Sequence[Span]) -> list[list[Span]]:
    return [list(runs[place : place + _SPANS]) for place in range(0, len(runs), _SPANS)]


def _filled(runs: list[Span]) -> tuple[Span, ...]:
    return (*runs, *[(runs[-1][1], runs[-1][1])] * (_SPANS - len(runs)))


def _by_day(rows: pa.Table, days: Sequence[datetime]) -> Iterable[tuple[datetime, pa.Table]]:
    """Yield each of ``days`` with its rows."""
    ordered = rows.sort_by("at")
    at = ordered["at"].cast(pa.int64()).to_numpy()
    for day in days:
        first, last = at.searchsorted((micros(day), micros(day + _DAY))).tolist()
        yield day, ordered.slice(first, last - first).combine_chunks()


def _named(decides: Sequence[Any], *, whole: bool) -> str:
    """Return a name of all that decides the rows of a day; ``whole`` tells folders of files apart too."""
    parts = []
    for part in decides:
        views = [view for view in (part if isinstance(part, tuple) else (part,)) if isinstance(view, TableView)]
        parts += [content_hash({view.name: view}, [view.name]) for view in views]
        parts += [str(view.files + view.dirty) for view in views] if whole else []
        parts += [] if views else [str(part)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
