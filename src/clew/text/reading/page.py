"""A page of verbatims, stable however many come in between, and counts by facet."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime
from functools import reduce
from operator import and_, or_
from typing import Any

import ibis
import msgspec

from clew.errors import UsageError
from clew.metrics.metric import MOMENTS
from clew.metrics.rows.fields import find_field
from clew.questions.gathering.lake import Engine, Lake
from clew.questions.gathering.rows import instant
from clew.questions.question import Filter
from clew.text.reading.rows import NO_TIME, Asked, AskedRows, asked_rows
from clew.text.search.indexing import Progress

__all__ = ["FACETS", "Page", "Verbatim", "count_facets", "read_feedback"]

#: By what the verbatims are counted where nothing else is asked for.
FACETS = ("program", "kind", "metric", "nps_class", "touchpoint", "channel", "language", "product")
#: Values shown of one facet.
MOST_VALUES = 50
MOST_ROWS = 1000
#: A share of a scale, or a fit, is compared in millionths; who gave no rating has less than any.
_PARTS, _NO_RATING = 1_000_000, -(2**60)


class Verbatim(msgspec.Struct, frozen=True, kw_only=True):
    """One answer or opinion with what stands around it; times are UTC, ``at`` is when it was given, or else asked."""

    feedback_id: str
    customer_id: str | None
    verbatim: str | None
    at: datetime | None
    answered_at: datetime | None
    asked_at: datetime | None
    metric: str | None
    rating: float | None
    scale_min: float | None
    scale_max: float | None
    nps_class: str | None
    choice: str | None
    program: str | None
    kind: str | None
    instrument: str | None
    question: str | None
    touchpoint: str | None
    channel: str | None
    language: str | None
    product: str | None
    location: str | None
    team: str | None
    ticket_id: str | None
    order_id: str | None
    journal_ref: str | None


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """Verbatims in their order; ``after`` asks for the next page, "" where this is the last; ``count`` is all of them.

    ``count`` is None on every page but the first.
    """

    rows: tuple[Verbatim, ...]
    after: str = ""
    count: int | None = None


def read_feedback(
    lake: Lake,
    engine: Engine,
    filters: Sequence[Filter] = (),
    search: str = "",
    order: str = "newest",
    limit: int = 50,
    after: str = "",
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    only_written: bool = True,
    languages: Sequence[str] = (),
    progress: Progress | None = None,
) -> Page:
    """Return a page of at most ``limit`` verbatims of one lake version that meet all that is asked.

    ``filters`` are a question's, over fields of feedback (``rating``, ``nps_class``, ``customers.country``,
    ``segment``, ...); ``search`` is read by :func:`clew.text.search.read_typed`; ``order`` is one of ``newest``,
    ``oldest``, ``lowest``, ``highest`` (rating by its own scale) and ``best`` (fit of the search); ``after`` is that
    of the page before. What comes in between two pages moves nothing: a page begins behind the last row read.
    """
    if not 1 <= limit <= MOST_ROWS:
        raise UsageError(f"A page has 1 to {MOST_ROWS} verbatims, not {limit}.")
    asked = Asked(tuple(filters), search, order, start, end, only_written, tuple(languages))
    found = asked_rows(asked, lake, engine, progress)
    rows = _keyed(found.rows, order)
    keys = _keys(rows, order)
    behind = rows.filter(_behind(keys, _read_token(after, order))) if after else rows
    ordered = behind.order_by([key.desc() if down else key.asc() for key, down in keys]).limit(limit + 1)
    # only the keys of all rows are read and ordered, then a page of whole rows: verbatims are most of the bytes
    read = found.reader.read(ordered.select("feedback_id", "key", "key_at")).to_pylist()
    return Page(
        rows=_whole(found, [row["feedback_id"] for row in read[:limit]]),
        after=_token(order, read[limit - 1]) if len(read) > limit else "",
        count=None if after else _count(found),
    )


def count_facets(
    lake: Lake,
    engine: Engine,
    filters: Sequence[Filter] = (),
    search: str = "",
    *,
    facets: Sequence[str] = FACETS,
    start: datetime | None = None,
    end: datetime | None = None,
    only_written: bool = True,
    languages: Sequence[str] = (),
) -> dict[str, dict[str, int]]:
    """Return how many of the verbatims asked for have each value of each of ``facets``, the most frequent first.

    Facets are fields of feedback. Who has no value is under ""; of many values the first 50 are given.
    """
    asked = Asked(tuple(filters), search, "newest", start, end, only_written, tuple(languages))
    found = asked_rows(asked, lake, engine)
    counted = [_counted(found.rows, name) for name in facets]
    if not counted:
        return {}
    read = found.reader.read(ibis.union(*counted) if len(counted) > 1 else counted[0]).to_pylist()
    read.sort(key=lambda row: (-row["times"], row["value"]))
    return {
        name: {row["value"]: row["times"] for row in read if row["facet"] == name and row["times"]} for name in facets
    }


def _counted(rows: Any, name: str) -> Any:
    field = find_field(name, "feedback")
    if field.table != "feedback":
        raise UsageError(f"Verbatims are counted by fields of feedback; '{name}' is one of {field.table}.")
    value = ibis.coalesce(field.read(rows, MOMENTS).cast("string"), "")
    counted = rows.group_by(value=value).aggregate(times=ibis._.count())
    most = counted.order_by(counted.times.desc(), counted.value).limit(MOST_VALUES)
    return most.mutate(facet=ibis.literal(name)).select("facet", "value", "times")


def _count(found: AskedRows) -> int:
    return int(found.reader.read(found.rows.aggregate(count=found.rows.count()))["count"][0].as_py())


def _whole(found: AskedRows, ids: Sequence[str]) -> tuple[Verbatim, ...]:
    """Return the verbatims of ``ids``, in their order."""
    if not ids:
        return ()
    rows = found.reader.tables()["feedback"]
    rows = rows.filter(rows.feedback_id.isin(ids)).mutate(at=ibis.coalesce(rows.answered_at, rows.asked_at))
    known = {row["feedback_id"]: _verbatim(row) for row in found.reader.read(rows.select(*_columns(rows))).to_pylist()}
    return tuple(known[name] for name in ids)


def _columns(rows: Any) -> list[Any]:
    given = [name for name in Verbatim.__struct_fields__ if name != "nps_class"]
    return [*given, find_field("nps_class", "feedback").read(rows, MOMENTS).name("nps_class")]


def _verbatim(row: dict[str, Any]) -> Verbatim:
    ref = row["journal_ref"]
    said = {name: row[name] for name in Verbatim.__struct_fields__}
    said["journal_ref"] = f"{ref['segment']}/{ref['record']}/{ref['row']}" if ref else None
    return Verbatim(**said)


# the order, and where a page begins


def _keyed(rows: Any, order: str) -> Any:
    """Return rows with ``key`` and ``key_at``: no nulls, and whole numbers, which compare alike everywhere.

    Ratings are compared as shares of their scales (from 0 to 10 where none is told); who gave none comes last.
    """
    share = ibis.coalesce(
        (rows.rating - rows.scale_min) / (rows.scale_max - rows.scale_min).nullif(0), rows.rating / 10
    )
    shown = {"lowest": -share, "highest": share, "best": rows.score if order == "best" else share}
    last = ibis.literal(_NO_RATING, type="int64")
    key = ibis.coalesce((shown[order] * _PARTS).round().cast("int64"), last) if order in shown else last
    return rows.mutate(key=key, key_at=ibis.coalesce(rows["at"], instant(NO_TIME)))


def _keys(rows: Any, order: str) -> list[tuple[Any, bool]]:
    """Return what rows are ordered by, and whether from high to low; in the end the id tells two apart."""
    return [(rows.key, True), (rows.key_at, order != "oldest"), (rows.feedback_id, False)]


def _behind(keys: Sequence[tuple[Any, bool]], last: Sequence[Any]) -> Any:
    """Return the condition of all rows that come after the row whose keys are ``last``."""
    parts = []
    for place, ((key, down), value) in enumerate(zip(keys, last, strict=True)):
        same = [earlier == given for (earlier, _), given in zip(keys[:place], last[:place], strict=True)]
        parts.append(reduce(and_, [*same, key < value if down else key > value]))
    return reduce(or_, parts)


def _token(order: str, row: dict[str, Any]) -> str:
    said = msgspec.json.encode([order, row["key"], row["key_at"].isoformat(), row["feedback_id"]])
    return base64.urlsafe_b64encode(said).decode().rstrip("=")


def _read_token(token: str, order: str) -> list[Any]:
    try:
        said = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        given, key, at, name = msgspec.json.decode(said, type=tuple[str, int, datetime, str])
    except (binascii.Error, ValueError, msgspec.MsgspecError) as error:
        raise UsageError("That is no place in a list of verbatims: begin with the first page.") from error
    if given != order:
        raise UsageError(f"That place is in a list ordered by '{given}', not by '{order}': begin with the first page.")
    return [ibis.literal(key, type="int64"), instant(at.replace(tzinfo=None)), ibis.literal(name)]
