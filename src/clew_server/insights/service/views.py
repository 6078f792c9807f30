"""The page of service."""

from __future__ import annotations

import msgspec
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import translation

from clew.findings.sections.shown import Service
from clew.findings.wording.language import Language
from clew.reports.service import service_shown
from clew_server.accounts.gate import MemberRequest
from clew_server.insights.kept.asker import arguments_of
from clew_server.insights.kept.polling import polled
from clew_server.insights.kept.services import shown
from clew_server.insights.reading import Reading
from clew_server.web.timing import asking

__all__ = ["service"]

DEFAULT_PERIOD = "last-90-days"
#: What can be filtered here: fields that tickets and calls have.
FIELDS = ("channel", "topic", "kind", "priority", "team", "queue")


def service(request: MemberRequest) -> HttpResponse:
    """Return how tickets and calls were served in the span, from what a job has kept."""
    reading = Reading(request, DEFAULT_PERIOD)
    with asking():
        kept = shown(reading, "service.tell", arguments_of(reading.asked), anew="anew" in request.GET)
    if part := polled(request, kept):
        return part
    reader = Language(translation.get_language() or "en")
    document = kept.document or {}
    found = msgspec.convert(document["service"], Service) if document.get("service") else None
    context = {
        "reading": reading,
        "fields": FIELDS,
        "asked": reading.asked,
        "kept": kept,
        "document": document,
        "service": service_shown(found, reader, draws=False),
    }
    return render(request, "service/service.html", context)
