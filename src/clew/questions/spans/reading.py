"""Cells of windows, read span by span: what is known of a span is not read again as long as its files are the same."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from msgspec import structs

from clew.engines.views import TableView
from clew.questions.extracts.days import Days, has_days
from clew.questions.extracts.firsts import FirstDays, has_first_days
from clew.questions.extracts.reading import Extracts, has_extracts
from clew.questions.extracts.ticket_days import TicketDays, has_ticket_days
from clew.questions.gathering.cells import Cell
from clew.questions.gathering.lake import Reader
from clew.questions.gathering.rows import Span, Window
from clew.questions.plan import Plan
from clew.questions.spans.expression import cells_expression, cells_of, made_text, splits_of
from clew.questions.spans.files import files_within, happened_by
from clew.questions.spans.memory import CellMemory
from clew.questions.spans.shape import is_of_one_table, shape_of
from clew.questions.timing.periods import next_start, start_of
from clew.questions.timing.times import local_of, utc_of
from clew.tables import TABLES

__all__ = ["CELLS", "load_spans", "read_cells", "read_windows", "spans_of"]

#: What was read in this process.
CELLS = CellMemory()
#: Windows of more periods are read by one statement that cuts them itself.
MOST = 64
#: Statements have one of these numbers of spans a round, the last ones empty, so that few texts are compiled.
SIZES = (4, 16, MOST)


@dataclass(frozen=True)
class Part:
    """A span of a window and the period it is, or is the rest of; None without periods."""

    span: Span
    period: datetime | None


def spans_of(plan: Plan, window: Window) -> list[Part] | None:
    """Return the parts that the cells of ``window`` are read in; None where one statement has to cut it.

    That is so without a beginning or an end, and where tables are joined.
    """
    if window.start is None or window.end is None or not is_of_one_table(plan):
        return None
    if plan.question.every is None:
        return [Part((window.start, window.end), None)]
    found = []
    for part in _periods(plan, window.start, window.end):
        found.append(part)
        if len(found) > MOST:
            return None
    return found


def _periods(plan: Plan, start: datetime, end: datetime) -> Iterator[Part]:
    question = plan.question
    assert question.every is not None  # noqa: S101 - the caller asked for periods
    period = start_of(local_of(start, question.zone), question.every, question.week_start)
    while (begins := utc_of(period, question.zone)) < end:
        following = next_start(period, question.every)
        span = max(begins, start), min(utc_of(following, question.zone), end)
        if span[0] < span[1]:
            yield Part(span, period)
        period = following


def read_windows(reader: Reader, plan: Plan, windows: Sequence[Window]) -> list[list[Cell]]:
    """Return the cells of each of ``windows``; their spans are read together."""
    parts = [spans_of(plan, window) for window in windows]
    load_spans(reader, plan, windows[0], [part.span for found in parts for part in found or ()])
    return [
        read_cells(reader, plan, window) if found is None else _assembled(reader, plan, window, found)
        for window, found in zip(windows, parts, strict=True)
    ]


def read_cells(reader: Reader, plan: Plan, window: Window, *, below: bool = False) -> list[Cell]:
    """Return the cells of ``window`` as one statement reads them, which also cuts its periods."""
    splits = splits_of(reader, plan, window)

    def make(asked: Plan, seen_in: Window) -> object:
        return cells_expression(reader, asked, seen_in, splits, below=below)

    text = made_text(reader, plan, window, make, "cells", below, sorted(splits.items()))
    # two questions may be read by one text and still tell their cells apart by other columns: none of which differs
    made_of = (plan.metric.name, plan.statistic.name, plan.split, below)
    tables = (plan.table,) if below else plan.tables
    key = (text, made_of, tuple(reader.views.get(table) for table in tables), reader.days)
    known = CELLS.get(key) if is_of_one_table(plan) else None
    if known is not None:
        reader.sql.append(text)
        return list(known)
    found = cells_of(plan, reader.run(text), period=bool(plan.question.every))
    CELLS.put(key, found)
    return found


def load_spans(reader: Reader, plan: Plan, window: Window, spans: Sequence[Span]) -> None:
    """Read the cells of ``spans`` that are not known, by as few statements as can be."""
    asked = sorted(set(spans))
    if not asked:
        return
    read = _Read(reader, plan, window.as_of)
    said = len(reader.sql)
    missing = [span for span in asked if CELLS.get(read.key(span)) is None]
    if missing:
        read.find(missing)
    if len(reader.sql) == said:  # what would be read is told, also where it is known
        reader.sql += map(read.text, read.statements(asked))


def _assembled(reader: Reader, plan: Plan, window: Window, parts: Sequence[Part]) -> list[Cell]:
    read = _Read(reader, plan, window.as_of)
    return [replace(cell, period=part.period) for part in parts for cell in read.cells(part.span)]


def _disjoint(spans: Sequence[Span]) -> list[list[Span]]:
    """Return sorted ``spans`` in as few lists as their overlaps allow, each list without any."""
    lists: list[list[Span]] = []
    for span in spans:
        free = next((found for found in lists if found[-1][1] <= span[0] and len(found) < MOST), None)
        if free is None:
            lists.append([span])
        else:
            free.append(span)
    return lists


def _padded(rounds: Sequence[Sequence[Span]]) -> tuple[tuple[Span, ...], ...]:
    """Return ``rounds`` filled with empty spans: all of one size, and of several an even number."""
    size = next(size for size in SIZES if size >= max(map(len, rounds)))
    end = max(round_[-1][1] for round_ in rounds)
    empty = [(end, end)] * size
    full = [(*round_, *empty[len(round_) :]) for round_ in rounds]
    return tuple(full) if len(full) == 1 or len(full) % 2 == 0 else (*full, tuple(empty))


class _Read:
    """Reads spans of one plan as of one moment."""

    def __init__(self, reader: Reader, plan: Plan, as_of: datetime | None) -> None:
        self.reader, self.as_of = reader, as_of
        self.plan = replace(plan, question=structs.replace(plan.question, every=None, week_start=1))
        self.times, self.after = plan.metric.rowwise, self._after()
        self.splits = self._splits()
        self.shape = shape_of(reader, self.plan, "spans", sorted(self.splits.items()))

    def key(self, span: Span) -> tuple[Hashable, ...]:
        """Return all that decides the cells of ``span``.

        Where each row is made of one row of a table, these are the files that can hold rows of it; the moment, and the
        end of the span, only where something in these lies after it. Where what happens later than some time after the
        span changes nothing of it, files of later times are no part of it.
        """
        if self.times:
            view = self._view([span])
            moment = None if self.as_of is None or happened_by(view, self.as_of) else self.as_of
            end = None if happened_by(view, span[1] - timedelta(microseconds=1)) else span[1]
            return self.shape, span[0], end, moment, view
        tables = dict.fromkeys(self.plan.tables)
        if self.after is not None:
            tables.pop("ticket_changes", None)  # no ticket was left out for its status: none is looked at
        views = {table: self.reader.views.get(table) for table in tables}
        moment, known = self.as_of, views.get(self.plan.table)
        settled = self.settled(span)
        if settled and known:
            begins = datetime.min if self.plan.metric.looks_back else span[0]  # noqa: DTZ901 - UTC
            views[self.plan.table] = files_within(known, (TABLES[self.plan.table].time_column,), [(begins, settled)])
            moment = None
        return self.shape, span, moment, tuple(views.values()), self.reader.days

    def settled(self, span: Span) -> datetime | None:
        """Return from when on nothing changes what the rows of ``span`` count as; None where that is not yet so."""
        if self.after is None or self.as_of is None:
            return None
        found = span[1] + timedelta(seconds=self.after)
        return found if found <= self.as_of else None

    def _after(self) -> float | None:
        """Return after how many seconds what rows count as is settled; a ticket's status may change at any time."""
        plan = self.plan
        if plan.metric.settled is None or ("ticket_changes" in plan.tables and self.reader.ever_excluded):
            return None
        return plan.metric.settled(plan.parameters)

    def cells(self, span: Span) -> Sequence[Cell]:
        """Return the cells of ``span``; those that were forgotten meanwhile are read again."""
        known = CELLS.get(self.key(span))
        return self.find([span])[span] if known is None else known

    def find(self, spans: Sequence[Span]) -> Mapping[Span, list[Cell]]:
        """Return the cells of ``spans``, folded from extracts where these will do, else read; and keep them."""
        if has_extracts(self.plan):
            return self.keep(Extracts(self.reader, self.plan, self.as_of, self.splits).cells(spans))
        if has_days(self.plan) and self.after is not None:
            kind = FirstDays if has_first_days(self.plan) else Days
            return self.keep(kind(self.reader, self.plan, self.as_of, self.splits, self).cells(spans))
        if self.as_of is not None and has_ticket_days(self.reader, self.plan):
            return self.keep(TicketDays(self.reader, self.plan, self.as_of, self.splits, self).cells(spans))
        return {span: cells for rounds in self.statements(spans) for span, cells in self.load(rounds).items()}

    def keep(self, found: Mapping[Span, list[Cell]]) -> Mapping[Span, list[Cell]]:
        """Return ``found``, which is known from now on."""
        for span, cells in found.items():
            CELLS.put(self.key(span), cells)
        return found

    def statements(self, spans: Sequence[Span]) -> list[list[list[Span]]]:
        """Return the rounds of spans of each statement.

        Where one row of a table makes a row, only files are read in which spans lie, and each round is read on its own;
        what is joined, ordered and grouped is made once for all of them.
        """
        rounds = _disjoint(spans)
        if self.times:
            return [[round_] for round_ in rounds]
        return [rounds] if rounds else []

    def load(self, rounds: Sequence[Sequence[Span]]) -> Mapping[Span, list[Cell]]:
        """Read the cells of the spans of one statement, and keep them."""
        spans = [span for round_ in rounds for span in round_]
        places = [span for round_ in _padded(rounds) for span in round_]
        views = {self.plan.table: self._view(spans)} if self.times else {}
        found: dict[Span, list[Cell]] = {span: [] for span in spans}
        for cell in cells_of(self.plan, self.reader.run(self.text(rounds), views), period=True):
            found[places[int(cell.period)]].append(replace(cell, period=None))  # type: ignore[call-overload]
        return self.keep(found)

    def text(self, rounds: Sequence[Sequence[Span]]) -> str:
        """Return the statement that reads the spans of ``rounds``."""
        start, end = rounds[0][0][0], max(round_[-1][1] for round_ in rounds)
        window = Window(self.as_of, start, end, _padded(rounds))
        return made_text(self.reader, self.plan, window, self._make, "spans", sorted(self.splits.items()))

    def _make(self, plan: Plan, window: Window) -> object:
        return cells_expression(self.reader, plan, window, self.splits)

    def _view(self, spans: Sequence[Span]) -> TableView:
        view = files_within(self.reader.views[self.plan.table], self.times, spans)
        return view if view.dirty else replace(view, dead=None)

    def _splits(self) -> dict[int, str]:
        """Return the split columns by place; a look at all rows, to leave out one that says one thing, costs more."""
        if not self.times:
            return splits_of(self.reader, self.plan, Window(self.as_of, None, None))
        doubtful = self.reader.doubtful(self.plan.table, self.plan.split)
        return {place: name for place, name in enumerate(self.plan.split) if name in doubtful}
