"""What an address asks for: a period, a comparison, filters. The same on every page, so that a link is a report.

``period`` names a span (this-month, last-month, this-quarter, last-quarter, this-year, last-7-days, last-30-days,
last-90-days, last-365-days, all) or is ``own`` with ``from`` and ``to`` (days, both inclusive, in the zone of the
workspace). ``compare`` is previous, year or none. ``where`` (any number) are filters as the questions write them:
``channel=web``. ``segment`` (any number) names segments of the settings.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from clew.errors import UsageError
from clew.questions.parse import parse_filter, parse_question
from clew.questions.question import Filter, Question
from clew.store.settings import Settings

__all__ = ["ADDED", "COMPARISONS", "PERIODS", "Asked", "asked_of"]

#: The named spans, in the order they are offered.
PERIODS: dict[str, str | Promise] = {
    "this-month": gettext_lazy("This month"),
    "last-month": gettext_lazy("Last month"),
    "this-quarter": gettext_lazy("This quarter"),
    "last-quarter": gettext_lazy("Last quarter"),
    "this-year": gettext_lazy("This year"),
    "last-7-days": gettext_lazy("The last 7 days"),
    "last-30-days": gettext_lazy("The last 30 days"),
    "last-90-days": gettext_lazy("The last 90 days"),
    "last-365-days": gettext_lazy("The last 365 days"),
    "all": pgettext_lazy("period", "All time"),
}
COMPARISONS: dict[str, str | Promise] = {
    "previous": gettext_lazy("the span before"),
    "year": gettext_lazy("a year before"),
    "none": gettext_lazy("nothing"),
}
DEFAULT_PERIOD = "last-30-days"
#: How a form adds a filter: a field, an operator, a value; together they become one more ``where``.
ADDED = ("add_field", "add_how", "add_value")


@dataclass(frozen=True)
class Asked:
    """What was asked for: ``start`` inclusive, ``end`` exclusive (days in the workspace's zone, None: no border)."""

    period: str
    start: date | None
    end: date | None
    compare: str
    where: tuple[str, ...]
    segments: tuple[str, ...]
    settings: Settings
    now: datetime
    errors: tuple[str, ...] = ()
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def filters(self) -> tuple[Filter, ...]:
        """The filters and segments, as questions take them."""
        return (*(parse_filter(text) for text in self.where), *(Filter("segment", "=", s) for s in self.segments))

    @property
    def last_day(self) -> date | None:
        """The last day of the span, inclusive, for people."""
        return self.end - timedelta(days=1) if self.end else None

    def question(self, metric: str, **more: Any) -> Question:
        """Return the question about ``metric`` over this span and these filters; ``more`` is what parse_question takes.

        Raises:
            UsageError: a name or value that cannot be.
        """
        where = (*self.filters, *(parse_filter(w) if isinstance(w, str) else w for w in more.pop("where", ())))
        compare = more.pop("compare", None if self.compare == "none" else self.compare)
        if compare and not more.get("every") and self.start is None:
            compare = None  # a span without a beginning has none before it
        given = {"start": self.start, "end": self.end, **more}
        return parse_question(
            metric, where=where, compare=compare, zone=self.settings.zone, week_start=self.settings.week_start, **given
        )

    def query(self, **changes: Any) -> str:
        """Return the query of an address that asks for the same, with ``changes`` (None takes a parameter away)."""
        parameters: dict[str, Any] = {"period": self.period, "compare": self.compare}
        if self.period == "own":
            parameters |= {"from": self.start and self.start.isoformat(), "to": self.last_day and str(self.last_day)}
        parameters |= {"where": self.where, "segment": self.segments, **changes}
        kept = {name: value for name, value in parameters.items() if value not in {None, "", ()}}
        return urlencode(kept, doseq=True)


def asked_of(query: QueryDict, settings: Settings, now: datetime, period: str = DEFAULT_PERIOD) -> Asked:
    """Return what the query of an address asks for; what cannot be is left out and said in ``errors``.

    ``now`` is the server's clock (UTC), by which named spans are counted in the workspace's zone.
    """
    today, errors = now.astimezone(ZoneInfo(settings.zone)).date(), []
    named = query.get("period", period)
    if named not in PERIODS and named != "own":
        errors.append(str(UsageError.unknown("period", named, PERIODS)))
        named = period
    start, end = _own(query, errors) if named == "own" else _span(named, today)
    compare = query.get("compare", "previous")
    if compare not in COMPARISONS:
        errors.append(str(UsageError.unknown("comparison", compare, COMPARISONS)))
        compare = "previous"
    where = []
    for text in (*query.getlist("where"), *_added(query)):
        try:
            parse_filter(text)
        except UsageError as error:
            errors.append(str(error))
        else:
            where.append(text)
    segments = tuple(dict.fromkeys(name for name in query.getlist("segment") if name))
    return Asked(named, start, end, compare, tuple(dict.fromkeys(where)), segments, settings, now, tuple(errors))


def _added(query: QueryDict) -> tuple[str, ...]:
    """Return the filter that a form adds, as questions write it; its value may hold any sign."""
    field, how, value = (query.get(name, "").strip() for name in ADDED)
    return (f"{field}{how or '='}'{value}'",) if field and value else ()


def _own(query: QueryDict, errors: list[str]) -> tuple[date | None, date | None]:
    start, last = _day(query.get("from", ""), errors), _day(query.get("to", ""), errors)
    if start and last and last < start:
        start, last = last, start
    return start, last + timedelta(days=1) if last else None


def _day(text: str, errors: list[str]) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        errors.append(f"'{text[:20]}' is no day; write it as 2026-03-31.")
        return None


def _span(named: str, today: date) -> tuple[date | None, date | None]:
    """Return the first day of a named span and the first after it."""
    tomorrow, month = today + timedelta(days=1), today.replace(day=1)
    if named.startswith("last-") and named.endswith("-days"):
        return tomorrow - timedelta(days=int(named.split("-")[1])), tomorrow
    quarter = month.replace(month=(month.month - 1) // 3 * 3 + 1)
    spans = {
        "this-month": (month, tomorrow),
        "last-month": (_months_before(month, 1), month),
        "this-quarter": (quarter, tomorrow),
        "last-quarter": (_months_before(quarter, 3), quarter),
        "this-year": (month.replace(month=1), tomorrow),
    }
    return spans.get(named, (None, None))


def _months_before(first: date, months: int) -> date:
    whole = first.year * 12 + first.month - 1 - months
    return date(whole // 12, whole % 12 + 1, 1)
