"""The pages of customers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from clew.customers import find_customers, identifiers_of, timeline
from clew.errors import UsageError
from clew_server.accounts.gate import MemberRequest
from clew_server.insights.customers import audit, errands
from clew_server.insights.customers.erasing import theirs_of
from clew_server.insights.customers.hurt import DAYS, asked_of, last_day, lines_of
from clew_server.insights.customers.showing import days_of, is_known, rating_words
from clew_server.insights.customers.words import ACTIONS, HOW, KINDS, TABLES
from clew_server.insights.feedback.services import counts_at
from clew_server.insights.kept.polling import polled
from clew_server.insights.kept.services import shown
from clew_server.insights.prepared import find_prepared
from clew_server.insights.reading import Reading
from clew_server.web.timing import asking

__all__ = ["customer", "customers", "erase", "export", "file", "lines"]

PAGE, MOST_FOUND = 60, 50
LONGEST = 400


def customers(request: MemberRequest) -> HttpResponse:
    """Return who is known as what was typed: an id, e-mail, phone or name; before that, who was hurt lately."""
    reading, typed = Reading(request, "all"), request.GET.get("q", "").strip()[:LONGEST]
    if not typed:
        return _hurt(request, reading)
    with asking():
        found = reading.handle.retried(
            lambda lake: find_customers(typed, lake, reading.handle.engine, limit=MOST_FOUND)
        )
    context = {
        "reading": reading, "typed": typed, "found": [(one, HOW[one.how]) for one in found],
        "is_full": len(found) == MOST_FOUND, "was_erased": "erased" in request.GET,
    }  # fmt: skip
    return render(request, "customers/customers.html", context)


def _hurt(request: MemberRequest, reading: Reading) -> HttpResponse:
    """Return the page as it is in the morning: whom to look after, as a job has kept it."""
    with asking():
        kept = shown(reading, "customers.hurt", asked_of(reading), anew="anew" in request.GET)
    if part := polled(request, kept):
        return part
    document = kept.document or {}
    context = {
        "reading": reading, "typed": "", "was_erased": "erased" in request.GET, "kept": kept,
        "total": document.get("total", 0), "lines": lines_of(document), "days": DAYS, "last_day": last_day(reading),
    }  # fmt: skip
    return render(request, "customers/customers.html", context)


def customer(request: MemberRequest) -> HttpResponse:
    """Return one customer: what stands above, and a page of all that happened, the newest first."""
    reading, wanted = Reading(request, "all"), request.GET.get("id", "")[:LONGEST]
    kind = request.GET.get("kind", "")
    more: dict[str, Any] = {"tables": KINDS[kind][1]} if kind in KINDS else {}
    handle, before = reading.handle, request.GET.get("before", "")
    if not wanted or "\0" in wanted:
        raise Http404
    try:
        with asking():
            whole = handle.retried(lambda lake: timeline(wanted, lake, handle.engine, 1))
            if whole.header is None or not is_known(whole.header):
                raise Http404
            told = handle.retried(lambda lake: timeline(wanted, lake, handle.engine, PAGE, before, **more))
            known = handle.retried(lambda lake: identifiers_of([whole.customer_id], lake))
    except UsageError:
        return redirect(f"{request.path}?id={wanted}")
    audit.write(request.workspace, request.user, audit.VIEWED, audit.whom(request.workspace, whole.customer_id))
    header = whole.header
    context = {
        "reading": reading, "customer": whole.customer_id, "header": header, "told": told, "kind": kind,
        "kinds": {name: label for name, (label, _) in KINDS.items()}, "known": known[whole.customer_id],
        "counts": [(TABLES[name], count) for name, count in header.counts.items()],
        "ratings": [
            (one, rating_words(one.metric, one.rating, one.scale_min, one.scale_max)) for one in header.last_ratings
        ],
        "days": days_of(reading, whole.customer_id, told.entries), "before": before,
    }  # fmt: skip
    return render(request, "customers/customer.html", context)


def _root(request: MemberRequest, wanted: str) -> str:
    """Return the id that stands for a customer; 404 where nobody has it."""
    handle = Reading(request, "all").handle
    if not wanted or "\0" in wanted:
        raise Http404
    told = handle.retried(lambda lake: timeline(wanted, lake, handle.engine, 1))
    if told.header is None or not is_known(told.header):
        raise Http404
    return told.customer_id


def export(request: MemberRequest) -> HttpResponse:
    """Begin to put together everything about a customer, for the one who asks."""
    found = _root(request, request.POST.get("id", ""))
    job = errands.begin(request.member, "customers.export", audit.ASKED_EXPORT, found)
    return redirect("jobs:job", request.workspace.id, job.id)


def file(request: MemberRequest, job_id: UUID) -> HttpResponseBase:
    """Return what was put together: within an hour, to the one who asked."""
    found = find_prepared(request, job_id, "customers.export")
    if found is None:
        raise Http404
    path, job = found
    audit.write(request.workspace, request.user, audit.FETCHED, errands.whom_of(job))
    return FileResponse(path.open("rb"), as_attachment=True, filename="person.zip")


def erase(request: MemberRequest) -> HttpResponse:
    """Say what an erasure removes and that it is for good; begin it where the id was typed once more."""
    given = request.POST.get("id", "") if request.method == "POST" else request.GET.get("id", "")
    found = _root(request, given)
    typed = request.POST.get("confirm", "").strip()
    if request.method == "POST" and typed in {found, given}:
        job = errands.begin(request.member, "customers.erase", audit.ASKED_ERASE, found)
        return redirect("jobs:job", request.workspace.id, job.id)
    theirs = theirs_of(request.workspace, found)
    tags, assigned = counts_at(request.workspace, theirs.feedback_ids)
    context = {
        "customer": found, "counts": [(TABLES[name], count) for name, count in theirs.counts.items()],
        "identifiers": theirs.identifiers, "tags": tags, "assigned": assigned,
        "is_wrong": request.method == "POST",
    }  # fmt: skip
    return render(request, "customers/erase.html", context, status=422 if request.method == "POST" else 200)


def lines(request: MemberRequest) -> HttpResponse:
    """Return the audit: who looked at whom; with an id, only the lines about that customer."""
    wanted = request.GET.get("id", "").strip()[:LONGEST]
    person = audit.whom(request.workspace, wanted) if wanted else ""
    found = audit.lines_of(request.workspace, person)
    context = {
        "reading": Reading(request, "all"), "wanted": wanted, "broken": audit.first_broken(request.workspace),
        "lines": [(line, ACTIONS.get(line.what, line.what)) for line in found],
    }  # fmt: skip
    return render(request, "customers/audit.html", context)
