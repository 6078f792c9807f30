"""Cells of spans of who began in them, from what each file has of every customer.

Whether somebody began on a day is decided by all that came before, so that a statement reads every file for it. Here a
file is read once, into what each customer did when; a day's new file costs a look at that file alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import ibis
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from clew.engines.compile import canonical_tables
from clew.engines.texts import text_of
from clew.questions.extracts.aliases import aliases_of
from clew.questions.extracts.days import Days, has_days
from clew.questions.extracts.extract import Extract, Ints, micros
from clew.questions.extracts.parts import Part, parts_of
from clew.questions.plan import Plan
from clew.questions.spans.files import files_within

__all__ = ["FirstDays", "has_first_days"]

_DAY = timedelta(days=1)
_NONE = np.zeros(0, dtype=np.int64)


def has_first_days(plan: Plan) -> bool:
    """Return whether figures of ``plan`` can be folded from what each file has of every customer."""
    return bool(
        plan.metric.firsts is not None
        and has_days(plan)
        and plan.statistic.value is None
        and not (plan.filters or plan.split or plan.question.weighted)
    )


class FirstDays(Days):
    """Folds the cells of spans of one plan from the days on which customers began."""

    def _read(self, missing: Sequence[datetime], names: dict[datetime, tuple[str, str]]) -> dict[datetime, Extract]:
        """Return the extracts of days; those that are settled are kept."""
        if not missing or self.as_of is None:
            return {}
        unit, at, y = self._judged(missing)
        order = np.argsort(at, kind="stable")
        unit, at, y = unit[order], at[order], y[order]
        found = {}
        for day in missing:
            inside = slice(*np.searchsorted(at, (micros(day), micros(day + _DAY))).tolist())
            own = y[inside]
            whole = Extract(at[inside], unit[inside], _NONE, groups=((),), y=None if (own == 1).all() else own)
            found[day] = whole
            self._keep(day, names[day], whole)
        return found

    def _judged(self, days: Sequence[datetime]) -> tuple[Ints, Ints, npt.NDArray[np.float64]]:
        """Return who began on one of ``days``, when, and what that counts as; of nobody whose time is not over."""
        firsts, settled, now = self.plan.metric.firsts, self.plan.metric.settled, micros(self.as_of or days[-1])
        assert firsts is not None  # noqa: S101 - has_first_days said so
        assert settled is not None  # noqa: S101 - as did has_days
        view = self.reader.views[self.plan.table]
        aliases = aliases_of(self.reader, view.aliases)
        spans = [(day, day + _DAY) for day in days]
        there = files_within(view, (self.plan.metric.time_column,), spans)
        may = [
            self._of(part).unit[self._inside(part, spans)] for part in parts_of(there, whole=self.keeper.is_in_memory)
        ]
        ids = aliases.ids_of(np.unique(aliases(np.concatenate([_NONE, *may]))))
        rows = [_rows_of(self._of(part), ids) for part in parts_of(view, whole=self.keeper.is_in_memory)]
        unit, at, one = (np.concatenate([_NONE, *(each[place] for each in rows)]) for place in range(3))
        by_now = at <= now
        unit, began, y = firsts.judge(aliases(unit[by_now]), at[by_now], one[by_now], self.plan.parameters)
        is_over = began + round(settled(self.plan.parameters) or 0) * 1_000_000 <= now
        is_asked = np.zeros(len(began), dtype=bool)
        for start, end in spans:
            is_asked |= (began >= micros(start)) & (began < micros(end))
        chosen = is_over & is_asked
        return unit[chosen], began[chosen], y[chosen]

    def _inside(self, part: Part, spans: Sequence[tuple[datetime, datetime]]) -> npt.NDArray[np.bool_]:
        at = self._of(part).at
        inside = np.zeros(len(at), dtype=bool)
        for start, end in spans:
            inside |= (at >= micros(start)) & (at < micros(end))
        return inside

    def _of(self, part: Part) -> Extract:
        """Return what a file has of every customer, in their order: ``blank_at`` tells what is one thing."""
        names = f"firsts {self.plan.metric.name} {self.plan.metric.version}", part.content
        return self.keeper.get(*names) or self.keeper.put(*names, self._read_file(part))

    def _read_file(self, part: Part) -> Extract:
        text = text_of(f"firsts {self.plan.metric.name}", (), lambda _: self._expression(), self.reader.texts)
        rows = self.reader.engine.read(text, {**self.reader.views, part.view.name: part.view})
        unit, at, one = (_ints(rows[name]) for name in ("unit", "at", "one"))
        order = np.argsort(unit, kind="stable")
        return Extract(at[order], unit[order], one[order] if one.any() else _NONE, groups=())

    def _expression(self) -> Any:
        assert self.plan.metric.firsts is not None  # noqa: S101 - has_first_days said so
        rows = self.plan.metric.firsts.rows(canonical_tables()[self.plan.table])
        one = ibis.ifelse(rows.one.isnull(), ibis.literal(0, "int64"), rows.one.hash())
        return rows.select(unit=rows.customer_id.hash(), at=rows["at"], one=one)


def _rows_of(extract: Extract, ids: Ints) -> tuple[Ints, Ints, Ints]:
    """Return the rows of ``ids``, which are sorted, as they stand in an extract."""
    first, last = (np.searchsorted(extract.unit, ids, side=side) for side in ("left", "right"))
    counts = last - first
    places = np.repeat(first - np.concatenate(([0], np.cumsum(counts)[:-1])), counts) + np.arange(counts.sum())
    one = extract.blank_at[places] if len(extract.blank_at) else np.zeros(len(places), dtype=np.int64)
    return extract.unit[places], extract.at[places], one


def _ints(column: pa.ChunkedArray) -> Ints:
    numbers: Ints = column.cast(pa.int64()).to_numpy()
    return numbers
