"""The list of verbatims, the counts beside it, and one verbatim to quote."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from clew.errors import ClewError
from clew_server.accounts.gate import MemberRequest
from clew_server.insights.feedback import assigning, saving, tagging
from clew_server.insights.feedback.holding import held_back, texts_of
from clew_server.insights.feedback.showing import quote_of, shown_of
from clew_server.insights.feedback.wanted import Wanted, count, find_one, read, wanted_of
from clew_server.insights.feedback.words import FACETS, FIELDS, ORDERS, field_words, value_words
from clew_server.insights.kept.asker import arguments_of
from clew_server.insights.kept.polling import polled
from clew_server.insights.kept.services import shown
from clew_server.insights.reading import Reading
from clew_server.insights.undoing import offered
from clew_server.web.timing import asking

__all__ = ["facets", "feedback", "quote"]

DEFAULT_PERIOD = "last-90-days"
#: What the search form carries along beside what it has fields for.
OWN = frozenset({"q", "order", "page"})
#: Filters about one person or thing: a job's arguments are kept, and they are not to be in them.
ABOUT_ONE = ("customer_id", "feedback_id", "ticket_id", "order_id", "properties", "traits", "customers.")
#: Values of a facet that are shown at once.
FIRST = 8


def feedback(request: MemberRequest) -> HttpResponse:
    """Return a page of verbatims."""
    reading = Reading(request, DEFAULT_PERIOD)
    wanted = wanted_of(reading, request.GET)
    context = _frame(request, reading, wanted)
    try:
        with asking():
            page = read(reading, wanted)
    except ClewError as error:
        return render(request, "feedback/feedback.html", {**context, "error": str(error)}, status=400)
    context |= {"page": page, "verbatims": shown_of(reading, page.rows)}
    return render(request, "feedback/feedback.html", context)


def _frame(request: MemberRequest, reading: Reading, wanted: Wanted) -> dict[str, Any]:
    return {
        "reading": reading,
        "asked": reading.asked,
        "wanted": wanted,
        "orders": {name: label for name, label in ORDERS.items() if wanted.search or name != "best"},
        "fields": FIELDS,
        "tags": tagging.tags_of(reading.workspace),
        "saved": [(one, saving.may_remove(reading.member, one)) for one in saving.seen_by(reading.member)],
        "open_count": assigning.count_open(reading.member),
        "assignees": assigning.assignees(reading.workspace),
        "carried": [(name, value) for name in request.GET if name not in OWN for value in request.GET.getlist(name)],
        "facets_at": f"{reverse('feedback:facets', args=[reading.workspace.id])}?{request.GET.urlencode()}",
        "export_query": request.GET.urlencode(),
        "without_tags": [(tag, _query(request, "tag", str(tag.id))) for tag in wanted.tags],
        "undo": offered(request),
    }


def _query(request: HttpRequest, name: str, without: str) -> str:
    query = request.GET.copy()
    query.setlist(name, [value for value in query.getlist(name) if value != without])
    query.pop("page", None)
    return f"?{query.urlencode()}"


def facets(request: MemberRequest) -> HttpResponse:
    """Return the counts by facet, each leading to the list with one filter more; asks again while they are counted."""
    reading = Reading(request, DEFAULT_PERIOD)
    wanted = wanted_of(reading, request.GET)
    context: dict[str, Any] = {"reading": reading, "asked": reading.asked}
    try:
        with asking():
            if wanted.is_plain and not any(text.startswith(ABOUT_ONE) for text in reading.asked.where):
                told = arguments_of(reading.asked)
                told["where"] += texts_of(held_back(reading.workspace.id))
                kept = shown(reading, "feedback.facets", told)
                if part := polled(request, kept, "counts"):
                    return part
                context["kept"] = kept
                counted = kept.document
            else:
                counted = count(reading, wanted)
    except ClewError as error:
        counted, context["error"] = None, str(error)
    known = counted or {}
    context["facets"] = [_facet(request, reading, name, known[name]) for name in FACETS if any(known.get(name, {}))]
    name = "feedback/parts/facets.html" if request.headers.get("HX-Request") else "feedback/facets.html"
    return render(request, name, context)


def _facet(request: MemberRequest, reading: Reading, name: str, counted: dict[str, int]) -> dict[str, Any]:
    here, most = reverse("feedback:feedback", args=[reading.workspace.id]), max(counted.values(), default=1)
    chosen = {text for text in reading.asked.where if text.startswith(f"{name}=")}
    values = []
    for value, times in counted.items():
        text = f"{name}={value}"
        kept = [one for one in reading.asked.where if one not in chosen]
        query = request.GET.copy()
        query.setlist("where", kept if text in chosen else [*kept, text])
        query.pop("page", None)
        values.append({
            "words": value_words(name, value), "times": times, "wide": f"{100 * times / most:.0f}",
            "address": f"{here}?{query.urlencode()}" if value else "", "is_chosen": text in chosen,
        })  # fmt: skip
    return {"name": name, "words": field_words(name), "first": values[:FIRST], "rest": values[FIRST:]}


def quote(request: MemberRequest) -> HttpResponse:
    """Return one verbatim without personal data, to be copied; as bare text where a script asks for it."""
    reading = Reading(request, "all")
    with asking():
        found = find_one(reading, request.GET.get("id", ""))
    if found is None:
        raise Http404
    text = quote_of(reading, found)
    if request.GET.get("form") == "text":
        return HttpResponse(text, content_type="text/plain; charset=utf-8")
    return render(request, "feedback/quote.html", {"reading": reading, "text": text, "lines": text.count("\n") + 4})
