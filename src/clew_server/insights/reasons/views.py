"""The page of contact reasons."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import translation

from clew.findings.sections.shown import Reasons
from clew.findings.wording.language import Language
from clew.reports.reasons import reasons_shown
from clew_server.accounts.gate import MemberRequest
from clew_server.configuration import configuration
from clew_server.insights.addresses import opening
from clew_server.insights.hiding.fields import sees_customers
from clew_server.insights.hiding.sections import reasons_for_viewers
from clew_server.insights.kept.asker import arguments_of
from clew_server.insights.kept.polling import polled
from clew_server.insights.kept.services import shown
from clew_server.insights.questions.showing.words import metric_label
from clew_server.insights.reading import Reading
from clew_server.web.timing import asking

__all__ = ["reasons"]

DEFAULT_PERIOD = "last-90-days"
#: What can be filtered here: fields that contacts have.
FIELDS = ("reason", "avoidable", "channel", "topic")


def reasons(request: MemberRequest) -> HttpResponse:
    """Return why customers got in touch in the span, from what a job has kept."""
    reading = Reading(request, DEFAULT_PERIOD)
    with asking():
        kept = shown(reading, "reasons.tell", arguments_of(reading.asked), anew="anew" in request.GET)
    if part := polled(request, kept):
        return part
    reader = Language(translation.get_language() or "en")
    document = kept.document or {}
    found = msgspec.convert(document.get("reasons", []), tuple[Reasons, ...])
    is_strict = not sees_customers(request.member.role)
    if is_strict:
        found = reasons_for_viewers(found, configuration().smallest_group)
    context = {
        "reading": reading,
        "fields": FIELDS,
        "asked": reading.asked,
        "kept": kept,
        "missing": [(metric_label(each["kind"]), each["why"]) for each in document.get("missing", ())],
        "document": document,
        "is_strict": is_strict,
        "tables": [_with_openings(reading, table) for table in reasons_shown(found, reader)],
    }
    return render(request, "reasons/reasons.html", context)


def _with_openings(reading: Reading, table: dict[str, Any]) -> dict[str, Any]:
    """Return a table in which each figure says where it opens: its question, and the contacts behind it."""
    command = table["command"].replace(" --by reason,avoidable", "")

    def row(found: dict[str, Any]) -> dict[str, Any]:
        here = f"reason={found['value']}"
        cells = [
            {**cell, "links": opening(reading, command, here, f"avoidable={cell['kind']}") if cell["range"] else {}}
            for cell in found["cells"]
        ]
        return {**found, "links": opening(reading, command, here), "cells": cells}

    return {**table, "links": opening(reading, command, by="reason"), "rows": [row(found) for found in table["rows"]]}
