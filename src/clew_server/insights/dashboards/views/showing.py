"""The list of dashboards, one dashboard, one card."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render

from clew_server.accounts.gate import MemberRequest
from clew_server.insights.asked import COMPARISONS, PERIODS
from clew_server.insights.dashboards import kept
from clew_server.insights.dashboards.filled import fill, fill_card, over_all
from clew_server.insights.dashboards.models import COLUMNS, Dashboard
from clew_server.insights.questions.answering import FOR_GOOD
from clew_server.insights.questions.asking.query import query_of
from clew_server.insights.waiting import PATIENCE

__all__ = ["card", "dashboard", "dashboards", "found_or_404"]

HEIGHTS = range(1, 7)


def dashboards(request: MemberRequest) -> HttpResponse:
    """Return the list of the dashboards that the member sees."""
    entries = [(each, kept.may_change(request.member, each)) for each in kept.seen_by(request.member)]
    gone = kept.find_deleted(request.member, found) if (found := _uuid(request.GET.get("gone", ""))) else None
    return render(request, "dashboards/dashboards.html", {"entries": entries, "gone": gone})


def dashboard(request: MemberRequest, dashboard_id: UUID) -> HttpResponse:
    """Return a dashboard: one filter bar, then its cards; what takes long comes after its shape."""
    found = found_or_404(request, dashboard_id)
    bar = over_all(request.GET)
    context: dict[str, Any] = {
        "dashboard": found,
        "cards": fill(request, found, bar, FOR_GOOD if request.GET.get("wait") else PATIENCE / 3),
        "may_change": kept.may_change(request.member, found),
        "is_edited": "edit" in request.GET and kept.may_change(request.member, found),
        "widths": range(2, COLUMNS + 1),
        "heights": HEIGHTS,
        "removed": _removed(request, found),
        **bar_of(request),
    }
    return render(request, "dashboards/dashboard.html", context)


def card(request: MemberRequest, dashboard_id: UUID, card_id: UUID) -> HttpResponse:
    """Return one card, answered."""
    found = found_or_404(request, dashboard_id)
    mine = kept.find_card(found, card_id)
    if mine is None:
        raise Http404
    context = {"each": fill_card(request, mine, over_all(request.GET)), "dashboard": found, **bar_of(request)}
    return render(request, "dashboards/parts/inside.html", context)


def bar_of(request: MemberRequest) -> dict[str, Any]:
    """Return the filter bar: what it asks, and its choices."""
    query = query_of(request.GET)
    kept_parameters = [(name, value) for name in ("where", "segment") for value in request.GET.getlist(name)]
    named = {name: request.GET[name] for name in ("period", "from", "to", "compare") if request.GET.get(name)}
    return {
        "bar": query,
        "bar_address": urlencode([*named.items(), *kept_parameters]),
        "periods": [(name, label, request.GET.get("period") == name) for name, label in PERIODS.items()],
        "comparisons": [(name, label, request.GET.get("compare") == name) for name, label in COMPARISONS.items()],
        "filters": query.where,
        "is_own": request.GET.get("period") == "own",
    }


def found_or_404(request: MemberRequest, dashboard_id: UUID) -> Dashboard:
    """Return a dashboard that the reader may see; one of another workspace does not exist."""
    found = kept.find(request.member, dashboard_id)
    if found is None:
        raise Http404
    return found


def _removed(request: MemberRequest, found: Dashboard) -> Any:
    wanted = _uuid(request.GET.get("removed", ""))
    return kept.find_card(found, wanted, deleted=True) if wanted else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
