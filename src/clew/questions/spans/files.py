"""Which files of a table can hold rows of a span, by what their footers say: the others are not opened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from clew.engines.views import TableView
from clew.questions.gathering.rows import Span
from clew.questions.keeping.footers import said_of
from clew.tables import TABLES

__all__ = ["files_within", "happened_by"]


def files_within(view: TableView, times: Sequence[str], spans: Iterable[Span]) -> TableView:
    """Return ``view`` without the files in which none of ``times`` lies in any of ``spans``.

    A file of whose times nothing is said stays.
    """
    asked = list(spans)

    def may_hold(file: str) -> bool:
        return any(_meets(file, name, span) for name in times for span in asked)

    return replace(view, files=tuple(filter(may_hold, view.files)), dirty=tuple(filter(may_hold, view.dirty)))


def _meets(file: str, name: str, span: Span) -> bool:
    said = said_of(file).get(name)
    if said is None:
        return False  # a column that an older file does not have is null in it
    if not said.known:
        return True
    return said.low is not None and _plain(said.low) < span[1] and _plain(said.high) >= span[0]


def happened_by(view: TableView, moment: datetime) -> bool:
    """Return whether no time in the files of ``view`` lies after ``moment``: then it is seen as a whole by then."""
    for file in (*view.files, *view.dirty):
        columns = said_of(file)
        for said in (columns[name] for name in TABLES[view.name].times if name in columns):
            if not said.known or (said.high is not None and _plain(said.high) > moment):
                return False
    return True


def _plain(time: datetime) -> datetime:
    return time.replace(tzinfo=None)
