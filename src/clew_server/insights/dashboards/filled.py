"""A dashboard with its cards answered, under one filter bar: what the page, the paper and the e-mail show."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from clew.errors import ClewError
from clew.metrics import METRICS
from clew.questions.plan import NOT_COMPARED
from clew_server.accounts.gate import MemberRequest
from clew_server.insights.dashboards.kept import cards_of
from clew_server.insights.dashboards.models import NOTE, Card, Dashboard
from clew_server.insights.hiding.guarded import Guarded
from clew_server.insights.questions.answering import FOR_GOOD, Asking, Reader, asking_of
from clew_server.insights.questions.asking.query import Query, query_of
from clew_server.insights.questions.showing.picture import can_be_drawn
from clew_server.insights.questions.showing.shown import Shown

__all__ = ["Filled", "fill", "fill_card", "over_all", "under"]


@dataclass(frozen=True)
class Filled:
    """A card and, as far as it is there, its answer; ``error`` says why there is none."""

    card: Card
    query: Query | None = None
    asking: Asking | None = None
    found: Guarded | None = None
    shown: Shown | None = None
    error: str = ""
    address: str = ""
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def is_waiting(self) -> bool:
        """Whether the answer is still being counted."""
        return self.card.kind != NOTE and self.found is None and not self.error

    @property
    def is_drawn(self) -> bool:
        """Whether the card shows a chart."""
        return self.card.kind == "chart" and self.found is not None and can_be_drawn(self.found.answer)


def over_all(given: QueryDict) -> dict[str, Any]:
    """Return what the filter bar asks of every card: a span, a comparison, filters and segments; empty: as they are."""
    bar = query_of(given)
    found: dict[str, Any] = {}
    if given.get("period"):
        found |= {"period": bar.period, "first": bar.first, "last": bar.last}
    if given.get("compare"):
        found["compare"] = bar.compare
    if bar.where:
        found["where"] = bar.where
    if bar.segments:
        found["segments"] = bar.segments
    return found


def under(query: Query, bar: dict[str, Any]) -> Query:
    """Return a card's query under the filter bar: its span and comparison win, its filters are added."""
    if "compare" in bar and not _is_compared(query):
        bar = {name: value for name, value in bar.items() if name != "compare"}
    where = (*query.where, *(text for text in bar.get("where", ()) if text not in query.where))
    segments = (*query.segments, *(name for name in bar.get("segments", ()) if name not in query.segments))
    return query.changed(**{**bar, "where": where, "segments": segments})


def _is_compared(query: Query) -> bool:
    """Return whether a card's statistic can be compared at all: a median cannot, and is shown as it is."""
    metric = METRICS.get(query.metric)
    statistic = metric.statistics.get(query.statistic or metric.default_statistic) if metric else None
    return statistic is None or statistic.family not in NOT_COMPARED


def fill(
    reader: MemberRequest | Reader, dashboard: Dashboard, bar: dict[str, Any], patience: float = FOR_GOOD
) -> list[Filled]:
    """Return every card of a dashboard with its answer as the reader may see it."""
    return [fill_card(reader, card, bar, patience) for card in cards_of(dashboard)]


def fill_card(reader: MemberRequest | Reader, card: Card, bar: dict[str, Any], patience: float = FOR_GOOD) -> Filled:
    """Return one card with its answer; a card whose question cannot be asked says why."""
    if card.kind == NOTE:
        return Filled(card)
    try:
        query = under(Query.of(card.query), bar)
        asking = asking_of(reader, query)
        found = asking.answer(patience)
        shown = asking.shown(found) if found else None
    except ClewError as error:
        return Filled(card, error=str(error))
    return Filled(card, query, asking, found, shown, address=query.address())
