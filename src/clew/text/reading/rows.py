"""The feedback that was asked for as one Ibis table: filters as the questions have them, and what a search found."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import ibis
import msgspec
import pyarrow as pa

from clew.engines.compile import compile_expression
from clew.engines.texts import text_of
from clew.engines.views import TableView
from clew.errors import UsageError
from clew.metrics.metric import MOMENTS
from clew.metrics.rows.fields import SEGMENT, find_field
from clew.questions.gathering.conditions import check_condition
from clew.questions.gathering.lake import Engine, Lake, Reader
from clew.questions.gathering.rows import filtered_rows, instant, known_times
from clew.questions.plan import Filters, filters_by_field
from clew.questions.question import Filter
from clew.text.reading.sheets import of_sheets, partition
from clew.text.search.found import VIEW, Found, find, unbound_found
from clew.text.search.indexing import Progress
from clew.text.search.typed import read_typed

__all__ = ["ORDERS", "Asked", "AskedRows", "asked_rows"]

#: How verbatims can be ordered; "best" is how well they fit what is searched for.
ORDERS = ("newest", "oldest", "lowest", "highest", "best")
#: Stands for the time of a verbatim that has none: it is read last, or first of the oldest.
NO_TIME = datetime(1, 1, 1)  # noqa: DTZ001 - UTC without zone


@dataclass(frozen=True)
class Asked:
    """Which verbatims: conditions as those of a question, what they say, when they were given (UTC, end exclusive).

    ``only_written`` leaves out answers without a word. ``languages`` are those that words bend in (by default the
    workspace's). ``zone`` is for days among the conditions (by default the workspace's). ``only`` are the ids of those
    that may be among them; None: all.
    """

    filters: tuple[Filter, ...] = ()
    search: str = ""
    order: str = "newest"
    start: datetime | None = None
    end: datetime | None = None
    only_written: bool = True
    languages: tuple[str, ...] = ()
    zone: str = ""
    only: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        if self.order not in ORDERS:
            raise UsageError.unknown("order", self.order, ORDERS)
        if self.order == "best" and not self.search.strip():
            raise UsageError("Only a search has a best fit: give words to look for, or another order.")


@dataclass
class AskedRows:
    """The rows, as an expression that ``reader`` reads; they have ``at`` and, after a search, ``score``.

    ``shape`` is all that decides the expression, as text; None where the data decide how tables are joined.
    """

    reader: Reader
    rows: Any
    shape: str | None = None

    def read(self, make: Callable[[], Any], *parts: Any) -> pa.Table:
        """Return the rows of the expression that ``make`` gives, decided by the shape and ``parts``.

        It is compiled when it is read first: that takes longer than to read a page of verbatims.
        """
        return self.reader.run(self._text(make, parts))

    def count(self) -> int:
        """Return how many rows there are; they are counted once, as long as the lake has the same files."""
        text = self._text(lambda: self.rows.aggregate(count=self.rows.count()), ("count",))
        return self.reader.number(("feedback", VIEW), text) if self.shape else int(self.reader.run(text)[0][0].as_py())

    def _text(self, make: Callable[[], Any], parts: tuple[Any, ...]) -> str:
        if self.shape is None:
            return compile_expression(make())
        return text_of(f"verbatims {self.shape} {msgspec.json.encode(parts).decode()}", (), lambda _: make())


@dataclass
class _SearchReader(Reader):
    """A reader that also sees what a search found."""

    found: TableView | None = field(default=None)

    @property
    def views(self) -> Mapping[str, TableView]:
        """What the engine sees: the tables, and what was found."""
        seen = super().views
        return seen if self.found is None else {**seen, VIEW: self.found}


def asked_rows(asked: Asked, lake: Lake, engine: Engine, progress: Progress | None = None) -> AskedRows:
    """Return the feedback that was asked for; UsageError for a field or value that cannot be."""
    zone = asked.zone or getattr(getattr(lake, "settings", None), "zone", "UTC")
    filters = filters_by_field(asked.filters, "feedback")
    for one, given in filters:
        check_condition(one, given, zone)
    reader = _SearchReader(lake, engine)
    tables = reader.tables()
    rows = tables["feedback"]
    typed = read_typed(asked.search)
    if asked.only_written and not typed.wanted:  # what has a word that was typed was written
        rows = rows.filter(find_field("has_text", "feedback").read(rows, MOMENTS) == "yes")
    if asked.only is not None:
        rows = rows.filter(rows.feedback_id.isin(asked.only) if asked.only else ibis.literal(value=False))
    parameters = _parameters(reader, filters, zone)
    rated, plain = partition(filters)
    rows = filtered_rows(reader, "feedback", plain, rows, tables, parameters, zone)
    if rated:
        rows = of_sheets(rows, filtered_rows(reader, "feedback", rated, tables["feedback"], tables, parameters, zone))
    rows, found = _within(rows.mutate(at=ibis.coalesce(rows.answered_at, rows.asked_at)), asked), None
    if asked.search.strip():
        found = find(asked.search, lake, asked.languages, ranked=asked.order == "best", progress=progress)
        reader.found = found.view
        rows = _searched(rows, found)
    return AskedRows(reader, rows, _shape(reader, asked, filters, (parameters, zone, found and found.is_left_out)))


def _shape(reader: Reader, asked: Asked, filters: Filters, parts: Any) -> str | None:
    """Return all that decides the expression; only the words searched for do not: they decide what is found."""
    if any(one.table != "feedback" or one.kind == SEGMENT for one, _ in filters):
        return None
    today = [(one.name, reader.today(one, given)) for one, given in filters]
    wanted = bool(read_typed(asked.search).wanted)
    decides = (today, wanted, asked.only_written, asked.only, asked.start, asked.end, parts)
    return msgspec.json.encode(decides).decode()


def _parameters(reader: Reader, filters: Sequence[Any], zone: str) -> dict[str, str]:
    names = {"feedback", *(one.table for one, _ in filters)}
    first, last = known_times([reader.span(name) for name in sorted(names)])
    ends = {"first": first.isoformat(), "last": last.isoformat()}
    return {**MOMENTS, **ends, "zone": zone, "rules": reader.rules}


def _within(rows: Any, asked: Asked) -> Any:
    if asked.start is not None:
        rows = rows.filter(rows["at"] >= instant(asked.start))
    if asked.end is not None:
        rows = rows.filter(rows["at"] < instant(asked.end))
    return rows


def _searched(rows: Any, found: Found) -> Any:
    hits = unbound_found()
    if found.is_left_out:
        return rows.anti_join(hits, "feedback_id").mutate(score=ibis.literal(0.0))
    hits = hits.rename({"hit_id": "feedback_id"})
    return rows.inner_join(hits, rows.feedback_id == hits.hit_id).drop("hit_id")
