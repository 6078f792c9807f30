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
from clew.text.reading.sheets import (
    RATED,
    Rated,
    counted_by_sheet,
    ratings_of,
    share_of_scale,
    sheet_of,
    sorted_ratings,
    with_sheet_share,
)
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
    #: The ratings of the same sheet, this row's among them.
    ratings: tuple[Rated, ...] = ()


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
    only: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> Page:
    """Return a page of at most ``limit`` verbatims of one lake version that meet all that is asked.

    ``filters`` are a question's, over fields of feedback (``rating``, ``nps_class``, ``customers.country``,
    ``segment``, ...); ``search`` is read by :func:`clew.text.search.read_typed`; ``order`` is one of ``newest``,
    ``oldest``, ``lowest``, ``highest`` (rating by its own scale) and ``best`` (fit of the search); ``after`` is that
    of the page before. What comes in between two pages moves nothing: a page begins behind the last row read. ``only``
    are ids to choose from. Ratings stand for their sheet: a comment beside a rating of 3 is found by ``rating=3``.
    """
    if not 1 <= limit <= MOST_ROWS:
        raise UsageError(f"A page has 1 to {MOST_ROWS} verbatims, not {limit}.")
    among = None if only is None else tuple(only)
    asked = Asked(tuple(filters), search, order, start, end, only_written, tuple(languages), only=among)
    found = asked_rows(asked, lake, engine, progress)
    last = _read_token(after, order) if after else None
    # only the keys of all rows are read and ordered, then a page of whole rows: verbatims are most of the bytes
    read = found.read(lambda: _ordered(found, order, limit + 1, last), "ordered", order, limit, after).to_pylist()
    return Page(
        rows=_whole(found, [row["feedback_id"] for row in read[:limit]]),
        after=_token(order, read[limit - 1]) if len(read) > limit else "",
        count=None if after else found.count(),
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
    only: Sequence[str] | None = None,
) -> dict[str, dict[str, int]]:
    """Return how many of the verbatims asked for have each value of each of ``facets``, the most frequent first.

    Facets are fields of feedback. Who has no value is under ""; of many values the first 50 are given. Ratings count
    for their sheet: a comment beside an NPS and a CSAT is under both, one without a rating under none.
    """
    among = None if only is None else tuple(only)
    asked = Asked(tuple(filters), search, "newest", start, end, only_written, tuple(languages), only=among)
    found = asked_rows(asked, lake, engine)
    feedback = found.reader.tables()["feedback"]
    counted = [_counted(found.rows, feedback, name) for name in facets]
    if not counted:
        return {}
    read = found.reader.read(ibis.union(*counted) if len(counted) > 1 else counted[0]).to_pylist()
    read.sort(key=lambda row: (-row["times"], row["value"]))
    return {
        name: {row["value"]: row["times"] for row in read if row["facet"] == name and row["times"]} for name in facets
    }


def _counted(rows: Any, feedback: Any, name: str) -> Any:
    field = find_field(name, "feedback")
    if field.table != "feedback":
        raise UsageError(f"Verbatims are counted by fields of feedback; '{name}' is one of {field.table}.")
    if name in RATED:
        counted = counted_by_sheet(rows, feedback, name)
    else:
        value = ibis.coalesce(field.read(rows, MOMENTS).cast("string"), "")
        counted = rows.group_by(value=value).aggregate(times=ibis._.count())
    most = counted.order_by(counted.times.desc(), counted.value).limit(MOST_VALUES)
    return most.mutate(facet=ibis.literal(name)).select("facet", "value", "times")


def _whole(found: AskedRows, ids: Sequence[str]) -> tuple[Verbatim, ...]:
    """Return the verbatims of ``ids``, in their order."""
    if not ids:
        return ()
    feedback = found.reader.tables()["feedback"]
    read = found.read(lambda: _of_ids(feedback, ids), "whole", ids).to_pylist()
    sheets = {sheet_of(row["feedback_id"]): row["answered_at"] for row in read}
    times = sorted({time for time in sheets.values() if time is not None})
    rated = found.read(lambda: ratings_of(feedback, times), "ratings", times).to_pylist() if times else []
    ratings = sorted_ratings(rated, sheets)
    known = {row["feedback_id"]: _verbatim(row, ratings[sheet_of(row["feedback_id"])]) for row in read}
    return tuple(known[name] for name in ids)


def _of_ids(feedback: Any, ids: Sequence[str]) -> Any:
    rows = feedback.filter(feedback.feedback_id.isin(ids))
    rows = rows.mutate(at=ibis.coalesce(rows.answered_at, rows.asked_at))
    return rows.select(*_columns(rows))


def _columns(rows: Any) -> list[Any]:
    given = [name for name in Verbatim.__struct_fields__ if name not in {"nps_class", "ratings"}]
    return [*given, find_field("nps_class", "feedback").read(rows, MOMENTS).name("nps_class")]


def _verbatim(row: dict[str, Any], ratings: tuple[Rated, ...]) -> Verbatim:
    ref = row["journal_ref"]
    said = {name: row[name] for name in Verbatim.__struct_fields__ if name != "ratings"}
    said["journal_ref"] = f"{ref['segment']}/{ref['record']}/{ref['row']}" if ref else None
    return Verbatim(**said, ratings=ratings)


# the order, and where a page begins


def _keyed(found: AskedRows, order: str) -> Any:
    """Return rows with ``key`` and ``key_at``: no nulls, and whole numbers, which compare alike everywhere.

    Ratings are compared as shares of their scales, a comment by those of its sheet; who gave none comes last.
    """
    rows, share = found.rows, ibis.literal(None, type="float64")
    if order in {"lowest", "highest"}:
        rows = with_sheet_share(rows, found.reader.tables()["feedback"])
        share = ibis.coalesce(share_of_scale(rows), rows.sheet_share)
    shown = {"lowest": -share, "highest": share, "best": rows.score if order == "best" else share}
    last = ibis.literal(_NO_RATING, type="int64")
    key = ibis.coalesce((shown[order] * _PARTS).round().cast("int64"), last) if order in shown else last
    return rows.mutate(key=key, key_at=ibis.coalesce(rows["at"], instant(NO_TIME)))


def _ordered(found: AskedRows, order: str, limit: int, last: Sequence[Any] | None) -> Any:
    """Return the ids and keys of the first ``limit`` rows, behind the one whose keys are ``last``."""
    rows = _keyed(found, order)
    keys = _keys(rows, order)
    behind = rows.filter(_behind(keys, last)) if last else rows
    ordered = behind.order_by([key.desc() if down else key.asc() for key, down in keys]).limit(limit)
    return ordered.select("feedback_id", "key", "key_at")


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
