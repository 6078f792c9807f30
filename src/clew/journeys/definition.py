"""What a path is: cut by what, told by which names, made of which contacts; settled before anything is read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, Literal, get_args

import msgspec

from clew.errors import UsageError
from clew.metrics.rows.fields import field_of
from clew.questions.gathering.conditions import check_condition
from clew.questions.parse import parse_filter
from clew.questions.question import Filter
from clew.questions.timing.times import read_time, utc_of, zone_of

__all__ = ["PATIENCE_DAYS", "SOURCES", "By", "Names", "PathDefinition", "Source", "parse_definition"]

By = Literal["run", "customer", "session"]
Names = Literal["name", "touchpoint", "stage", "actor", "team"]
Source = Literal["events", "calls", "tickets"]
#: The tables whose rows are contacts.
SOURCES: tuple[Source, ...] = get_args(Source)
#: A path is unfinished for so many days after its last contact, where no gap says how many.
PATIENCE_DAYS = 30
#: Gaps beyond this are slips of the pen: no path waits for a hundred years.
LONGEST_GAP = 36_525


class PathDefinition(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that decides the paths; equal definitions over equal tables have equal paths.

    ``by`` None: by run where any contact has one, else by customer. ``gap_days``: a new path begins after a wait of
    more than so many days of 24 hours. ``start`` (inclusive) and ``end`` (exclusive) choose contacts, as ``where``
    does; ``as_of`` None is the latest time in the tables asked. All times are UTC, ``zone`` is the workspace's.
    """

    by: By | None = None
    gap_days: int | None = None
    names: Names = "name"
    tables: tuple[Source, ...] = SOURCES
    where: tuple[Filter, ...] = ()
    start: datetime | None = None
    end: datetime | None = None
    as_of: datetime | None = None
    zone: str = "UTC"
    time: Literal["calendar", "working"] = "calendar"
    calendar: str = "default"

    @property
    def patience_days(self) -> int:
        """For how many days after its last contact a path may still go on."""
        return PATIENCE_DAYS if self.gap_days is None else self.gap_days


When = str | date | None


def parse_definition(
    *,
    by: str | None = None,
    gap: int | None = None,
    names: str = "name",
    tables: str | Sequence[str] = SOURCES,
    where: str | Sequence[str | Filter] = (),
    start: When = None,
    end: When = None,
    as_of: When = None,
    zone: str = "UTC",
    time: str = "calendar",
    calendar: str = "default",
) -> PathDefinition:
    """Return the definition that the words ask for; every name and value in it is checked (:class:`UsageError`).

    >>> parse_definition(by="run", gap=7, tables="events,calls").tables
    ('events', 'calls')
    """
    zone_of(zone)
    definition = PathDefinition(
        by=_choice("way to cut paths", by, get_args(By)) if by else None,
        gap_days=_days(gap),
        names=_choice("kind of names", names, get_args(Names)),
        tables=_tables(tables),
        where=tuple(parse_filter(f) if isinstance(f, str) else f for f in _listed(where)),
        start=_instant(start, zone),
        end=_instant(end, zone),
        as_of=_instant(as_of, zone),
        zone=zone,
        time=_choice("kind of time", time, ("calendar", "working")),
        calendar=calendar,
    )
    _check(definition)
    return definition


def _choice(kind: str, given: str, choices: Sequence[str]) -> Any:
    if given not in choices:
        raise UsageError.unknown(kind, given, choices)
    return given


def _days(gap: int | None) -> int | None:
    if gap is not None and not 0 <= gap <= LONGEST_GAP:
        raise UsageError(f"A gap is a whole number of days from 0 to {LONGEST_GAP:,}, not {gap}.")
    return gap


def _listed(given: str | Sequence[str | Filter]) -> Sequence[str | Filter]:
    return [given] if isinstance(given, str) else given


def _tables(given: str | Sequence[str]) -> tuple[Source, ...]:
    """Return the tables named, in the house's order: the order they were given in means nothing."""
    named = [name.strip() for name in (given.split(",") if isinstance(given, str) else given)]
    for name in named:
        _choice("table of contacts", name, SOURCES)
    return tuple(name for name in SOURCES if name in named)


def _instant(given: When, zone: str) -> datetime | None:
    if given is None or isinstance(given, str):
        return read_time(given, zone) if given else None
    return utc_of(given if isinstance(given, datetime) else datetime.combine(given, time()), zone)


def _check(definition: PathDefinition) -> None:
    if not definition.tables:
        raise UsageError(f"Paths need contacts: name some of the tables {', '.join(SOURCES)}.")
    if definition.start and definition.end and definition.start >= definition.end:
        raise UsageError("The period ends before it begins: --from is inclusive, --to exclusive.")
    for given in definition.where:
        _check_filter(given, definition)


def _check_filter(given: Filter, definition: PathDefinition) -> None:
    """Raise the first table's complaint where no table has the field; a table without it has no such contacts."""
    complaints = []
    for table in definition.tables:
        try:
            field = field_of(given.field, table)
        except UsageError as complaint:
            complaints.append(complaint)
            continue
        check_condition(field, [given], definition.zone)
    if len(complaints) == len(definition.tables):
        raise complaints[0]
