"""Cells of spans from extracts: of each file that can hold rows of a span what is known of it, and what was not yet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from msgspec import structs

from clew.engines.views import TableView
from clew.metrics.metric import UNENDED
from clew.questions.extracts.aliases import aliases_of
from clew.questions.extracts.extract import Extract, extract_of, micros
from clew.questions.extracts.folding import fold, rows_within
from clew.questions.extracts.keeping import Keeper
from clew.questions.extracts.parts import Part, parts_of, together
from clew.questions.extracts.statement import Which, extract_text
from clew.questions.gathering.cells import Cell
from clew.questions.gathering.lake import Reader
from clew.questions.gathering.rows import Span
from clew.questions.keeping.footers import rows_of
from clew.questions.plan import Plan
from clew.questions.spans.files import files_within, happened_by
from clew.questions.spans.shape import is_of_one_table, shape_of
from clew.tables import TABLES

__all__ = ["Extracts", "has_extracts"]

#: A file of so few rows is read as quickly as what has been kept of it is put together with the rest.
FEW = 50_000
#: The extract of a file of which nothing counts.
NOTHING = Extract(*(np.zeros(0, dtype=np.int64),) * 3, groups=())


def has_extracts(plan: Plan) -> bool:
    """Return whether figures of ``plan`` can be folded from extracts.

    Each of its rows is made of one row of one table, and who the customer is matters for counting by customer alone.
    Not for questions by dimensions: each of these is asked seldom.
    """
    return bool(
        plan.metric.rowwise
        and not plan.dimensions
        and plan.statistic.family not in UNENDED
        and is_of_one_table(plan)
        and "customer_id" in TABLES[plan.table].by_name
        and not any(field.column == "customer_id" for field, _ in plan.filters)
    )


class Extracts:
    """Folds the cells of spans of one plan as of one moment; ``splits`` are the places of columns that may differ."""

    def __init__(self, reader: Reader, plan: Plan, as_of: datetime | None, splits: Iterable[int]) -> None:
        self.reader, self.as_of, self.splits = reader, as_of, frozenset(splits)
        self.plan = replace(plan, question=structs.replace(plan.question, every=None, week_start=1))
        self.shape = shape_of(reader, self.plan, "extract")
        self.keeper = Keeper.of(reader.lake, plan.tables)
        self.keys = tuple(f"s{place}" for place in range(len(plan.split)))

    def cells(self, spans: Sequence[Span]) -> dict[Span, list[Cell]]:
        """Return the cells of each of ``spans``."""
        view = files_within(self.reader.views[self.plan.table], self.plan.metric.rowwise, spans)
        young: list[Part] = []
        parts: list[Part] = []
        for part in parts_of(view, whole=self.keeper.is_in_memory):
            (young if self._is_young(part) else parts).append(part)
        known = [(part, self._extract(part)) for part in parts]
        extracts = [*(extract for _, extract in known), *self._later(known)]
        extracts += [self._read(young, "all", None)] if young else []
        aliases = aliases_of(self.reader, view.aliases)
        family, weighted = self.plan.statistic.family, self.plan.question.weighted or self.plan.statistic.weighted
        found = {}
        for start, end in spans:
            rows = rows_within(extracts, micros(start), micros(end), aliases, self._key)
            found[start, end] = fold(rows, family, weighted=weighted)
        return found

    def _key(self, named: tuple[Any, ...]) -> tuple[Any, ...]:
        """Return the split of a group as the statement of a question tells it: what tells nothing apart is none."""
        return tuple(value if place in self.splits else None for place, value in enumerate(named))

    def _is_young(self, part: Part) -> bool:
        """Return whether a file has few rows and something in it is yet to happen: until then it is read each time."""
        files = (*part.view.files, *part.view.dirty)
        return not self._has_happened(part) and sum(map(rows_of, files)) <= FEW

    def _has_happened(self, part: Part) -> bool:
        return self.as_of is None or happened_by(part.view, self.as_of)

    def _extract(self, part: Part) -> Extract:
        """Return the extract of one file, made where there is none.

        Of a file in which something has not happened by the moment asked for: what had by the last Monday.
        """
        until = None if self.as_of is None or self._has_happened(part) else _monday(self.as_of)
        content = f"{part.content}\nuntil {until}" if until else part.content
        found = self.keeper.get(self.shape, content)
        if found is None:
            is_empty = until is not None and not _holds(part.view, self.plan.metric.rowwise, until)
            made = NOTHING if is_empty else self._read((part,), "all" if until is None else "past", until)
            found = self.keeper.put(self.shape, content, replace(made, until=None if until is None else micros(until)))
        return found

    def _later(self, known: Sequence[tuple[Part, Extract]]) -> list[Extract]:
        """Return the rows that have a time after the last Monday, of files in which not all has happened."""
        parts = [part for part, extract in known if extract.until is not None]
        return [self._read(parts, "later", _monday(self.as_of))] if parts and self.as_of else []

    def _read(self, parts: Sequence[Part], which: Which, moment: datetime | None) -> Extract:
        text = extract_text(self.reader, self.plan, self.as_of, which, moment)
        views = {**self.reader.views, self.plan.table: together([part.view for part in parts])}
        rows = self.reader.engine.read(text, views)
        return extract_of(rows, self.keys)


def _monday(moment: datetime) -> datetime:
    """Return when the week of ``moment`` began: the rows of a week at most are read anew each time."""
    return (moment - timedelta(days=moment.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)


def _holds(view: TableView, times: Sequence[str], until: datetime) -> bool:
    """Return whether a file can hold rows of before ``until``."""
    end = until + timedelta(microseconds=1)
    held = files_within(view, times, [(datetime.min, end)])  # noqa: DTZ901 - UTC without zone
    return bool(held.files or held.dirty)
