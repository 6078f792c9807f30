"""What is looked up in a table to understand a question, file by file: nothing is read again of files that are known.

Files never change, so neither does what is in them; a day's new file costs a look at that file alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

import ibis
import pyarrow as pa

from clew.engines.compile import canonical_tables
from clew.engines.texts import text_of
from clew.engines.views import TableView
from clew.questions.extracts.parts import parts_of, together
from clew.questions.keeping.footers import said_of
from clew.questions.keeping.memory import Memory

__all__ = ["Pairs", "Stating", "found_value", "pairs_of", "sources_stating", "values_of"]

#: Two things each, as a statement over one file gives them: a name and a number or time, the ends of a scale.
Pairs = tuple[tuple[Any, Any], ...]
#: A source, the first time that a ticket of it was solved, and that one was both opened and solved.
Stating = tuple[str, datetime, datetime]
#: Of more files than so many nothing is known yet: one statement over all of them costs less than one each.
MOST = 8
#: So many things are remembered of each kind.
KEPT = 4096


#: Files among which a value was found, and files in which there is none.
_THERE: Memory[frozenset[str]] = Memory(KEPT)
_LACKING: Memory[frozenset[str]] = Memory(KEPT)
_PAIRS: Memory[Pairs] = Memory(KEPT)


def found_value(reader: Any, table: str, column: str) -> bool:
    """Return whether any row of ``table`` has a value in ``column``; ``column=text`` looks for that value."""
    view = reader.lake.views.get(table)
    if view is None or not (view.files or view.dirty):
        return False
    text = text_of(f"has {table} {column}", (), lambda _: _with_value(table, column), reader.texts)
    return _has_value(view, column, lambda part: bool(_rows(reader, text, part).num_rows))


def _with_value(table: str, column: str) -> Any:
    name, _, text = column.partition("=")
    rows = canonical_tables()[table]
    return rows.filter(rows[name] == text if text else rows[name].notnull()).limit(1).select(one=1)


def _rows(reader: Any, text: str, part: TableView) -> pa.Table:
    """Return rows of a table, or of a part of it; their text is no part of an answer's."""
    return reader.engine.read(text, {**reader.lake.views, part.name: part})


def values_of(reader: Any, table: str, column: str, where: str, most: int) -> Pairs:
    """Return the values of ``column`` in rows of ``table`` and how often each is there, the most frequent first.

    ``where`` says which rows count: ``column=text``.
    """
    view, shape = reader.lake.views.get(table), f"values {table} {column} {where} {most}"
    if view is None or not (view.files or view.dirty):
        return ()
    name, _, word = where.partition("=")

    def make(_: Sequence[datetime]) -> Any:
        rows = canonical_tables()[table]
        rows = rows.filter((rows[name] == word) & rows[column].notnull())
        counted = rows.group_by(value=rows[column]).aggregate(times=ibis._.count())
        return counted.order_by(counted.times.desc(), counted.value).limit(most)

    text = text_of(shape, (), make, reader.texts)

    def read(part: TableView) -> Pairs:
        return tuple((row["value"], row["times"]) for row in _rows(reader, text, part).to_pylist())

    parts = pairs_of(view, shape, read) if "customer_id" not in {column, name} else None
    joined = None if parts is None else _summed(parts, most)
    return read(view) if joined is None else joined


def sources_stating(reader: Any, view: TableView) -> tuple[Stating, ...]:
    """Return the sources of tickets that ever say when one was solved; sorted.

    Each with two first times: that one was solved, and that one had been opened and solved. Who asks as of an earlier
    moment sees no ticket that was opened later, whenever its source says that it was solved.
    """
    text = text_of("stating sources", (), lambda _: _stating(), reader.texts)

    def read(part: TableView) -> Pairs:
        return tuple((row["named"], (row["solved"], row["seen"])) for row in _rows(reader, text, part).to_pylist())

    parts = pairs_of(view, "stating sources", read)
    first: dict[str, tuple[datetime, datetime]] = {}
    for named, (solved, seen) in (pair for pairs in ([read(view)] if parts is None else parts) for pair in pairs):
        known = first.get(named, (solved, seen))
        first[named] = min(known[0], solved), min(known[1], seen)
    return tuple((named, *times) for named, times in sorted(first.items()))


def _stating() -> Any:
    rows = canonical_tables()["tickets"]
    said = rows.filter(rows.resolved_at.notnull())
    said = said.mutate(at=ibis.greatest(said.resolved_at, ibis.coalesce(said.opened_at, said.resolved_at)))
    by_source = said.group_by(named=ibis.coalesce(said.source, ibis.literal("")))
    return by_source.aggregate(solved=said.resolved_at.min(), seen=said["at"].min())


def _has_value(view: TableView, column: str, look: Callable[[TableView], bool]) -> bool:
    """Return whether any row of ``view`` has a value in ``column`` (``column=text``: that one), as ``look`` finds it.

    A file whose footer says so is not looked at.
    """
    if any(_footer_says(file, column) for file in view.files) and not view.names:
        return True
    if column.startswith("customer_id="):  # aliases decide whose id it is
        return look(view)
    parts, key = list(parts_of(view, whole=True)), (view.name, column)
    contents = frozenset(part.content for part in parts)
    there, lacking = _THERE.known(key), _LACKING.known(key) or frozenset()
    if there is not None and there <= contents:
        return True
    rest = [part for part in parts if part.content not in lacking]
    if not rest:
        return False
    names = frozenset(part.content for part in rest)
    if look(together([part.view for part in rest])):
        _THERE.put(key, names)
        return True
    _LACKING.put(key, (lacking & contents) | names)
    return False


def _footer_says(file: str, column: str) -> bool:
    name, _, text = column.partition("=")
    said = said_of(file).get(name)
    if said is None or said.low is None:
        return False
    return said.low == text == said.high if text else True


def pairs_of(view: TableView, shape: str, read: Callable[[TableView], Pairs]) -> list[Pairs] | None:
    """Return what ``read`` finds in each file of ``view``; None where too many of them are not known yet.

    ``shape`` is all that decides what is read but the file.
    """
    parts = list(parts_of(view, whole=True))
    missing = [part for part in parts if _PAIRS.known((shape, part.content)) is None]
    if len(missing) > MOST:
        return None
    return [_PAIRS.get((shape, part.content), partial(read, part.view)) for part in parts]


def _summed(found: Sequence[Pairs], most: int) -> Pairs | None:
    """Return names with the sums of their numbers, the largest first, ``most`` of them.

    None where a file has ``most``: others may have been cut off.

    >>> _summed([(("open", 3), ("spam", 1)), (("spam", 4),)], 10)
    (('spam', 5), ('open', 3))
    """
    if any(len(pairs) >= most for pairs in found):
        return None
    sums: dict[str, int] = {}
    for name, number in (pair for pairs in found for pair in pairs):
        sums[name] = sums.get(name, 0) + number
    return tuple(sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))[:most])
