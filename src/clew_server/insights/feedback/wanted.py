"""What an address of the page asks for beside span, filters and segments; and the page of verbatims it means.

Every page of the room reads verbatims here, or by a job with the same filters, so that what is held back shows nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from clew.errors import UsageError
from clew.questions.timing.times import read_time
from clew.text.reading import Page, count_facets
from clew_server.insights.feedback.assigning import assigned_to
from clew_server.insights.feedback.holding import held_back
from clew_server.insights.feedback.models import Tag
from clew_server.insights.feedback.tagging import find_tag, ids_tagged
from clew_server.insights.feedback.words import FACETS, ORDERS
from clew_server.insights.reading import Reading

__all__ = ["Wanted", "count", "find_one", "read", "wanted_of"]

PAGE = 25
LONGEST_SEARCH = 400
MINE = ("open", "done")


@dataclass(frozen=True)
class Wanted:
    """Words, order, place, tags and whose: only what can be is in it."""

    search: str
    order: str
    page: str
    tags: tuple[Tag, ...]
    mine: str
    only: tuple[str, ...] | None

    @property
    def is_plain(self) -> bool:
        """Whether nothing is asked for that a job may not keep: words, tags, whose."""
        return not self.search and self.only is None


def wanted_of(reading: Reading, query: Any) -> Wanted:
    """Return what the query asks for; what cannot be becomes the first choice."""
    search = query.get("q", "").strip()[:LONGEST_SEARCH]
    offered = [name for name in ORDERS if search or name != "best"]
    order = query.get("order", "") if query.get("order", "") in offered else "newest"
    tags = [find_tag(reading.workspace, given) for given in query.getlist("tag")]
    mine = query.get("mine", "") if query.get("mine", "") in MINE else ""
    known = tuple(tag for tag in tags if tag is not None)
    some: set[str] | None = None
    for tag in known:
        ids = ids_tagged(reading.workspace, tag)
        some = ids if some is None else some & ids
    if mine:
        ids = assigned_to(reading.member, done=mine == "done")
        some = ids if some is None else some & ids
    only = None if some is None else tuple(sorted(some))
    return Wanted(search, order, query.get("page", ""), known, mine, only)


def read(reading: Reading, wanted: Wanted, *, limit: int = PAGE, page: str | None = None) -> Page:
    """Return a page of the verbatims that are asked for.

    Raises:
        UsageError: a filter, a place or a value that cannot be.
    """
    asked = reading.asked
    return reading.handle.search(
        wanted.search,
        where=[*asked.filters, *held_back(reading.workspace.id)],
        order=wanted.order,
        start=asked.start,
        end=asked.end,
        limit=limit,
        after=wanted.page if page is None else page,
        only=wanted.only,
    )


def count(reading: Reading, wanted: Wanted) -> dict[str, dict[str, int]]:
    """Return how many of the verbatims that are asked for have each value of each facet."""
    handle, asked = reading.handle, reading.asked
    filters = [*asked.filters, *held_back(reading.workspace.id)]
    start, end = (_instant(reading, day) for day in (asked.start, asked.end))
    return handle.retried(
        lambda lake: count_facets(
            lake, handle.engine, filters, wanted.search, facets=FACETS, start=start, end=end, only=wanted.only
        )
    )


def _instant(reading: Reading, day: Any) -> Any:
    return read_time(str(day), reading.settings.zone) if day else None


def find_one(reading: Reading, feedback_id: str) -> Any:
    """Return the verbatim of an id; None where the workspace has none."""
    try:
        found = reading.handle.search("", where=held_back(reading.workspace.id), only=(feedback_id,), limit=1)
    except UsageError:
        return None
    return found.rows[0] if found.rows else None
