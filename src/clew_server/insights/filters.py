"""The filter bar of a page: the span, what it is compared with, filters and segments as chips; works without a script.

Use: ``{% filter_bar reading %}``; with ``fields`` (names and labels of what can be filtered here) and ``values`` (some
of a field's values, to choose from) where the page knows better. All of it is in the address; what else the address
says is kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import template
from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from clew.questions.parse import parse_filter
from clew_server.insights.asked import ADDED, COMPARISONS, PERIODS, Asked
from clew_server.insights.reading import Reading
from clew_server.web.figures.amounts import reader
from clew_server.web.figures.periods import period

__all__ = ["FIELDS", "Choice", "field_label", "filter_bar"]

register = template.Library()
Text = str | Promise

#: What most pages can be filtered by, by the name of questions.
FIELDS: dict[str, Text] = {
    "program": gettext_lazy("Program"),
    "touchpoint": gettext_lazy("Touchpoint"),
    "channel": gettext_lazy("Channel"),
    "product": gettext_lazy("Product"),
    "location": gettext_lazy("Place"),
    "team": gettext_lazy("Team"),
    "language": pgettext_lazy("a field", "Language"),
    "country": gettext_lazy("Country"),
    "device": gettext_lazy("Device"),
    "queue": gettext_lazy("Queue"),
    "topic": gettext_lazy("Topic"),
    "kind": gettext_lazy("Kind"),
    "segment": gettext_lazy("Segment"),
}
OPERATORS: dict[str, Text] = {
    "=": gettext_lazy("is"),
    "!=": gettext_lazy("is not"),
    ">": gettext_lazy("above"),
    ">=": gettext_lazy("at least"),
    "<": gettext_lazy("below"),
    "<=": gettext_lazy("at most"),
}
#: What a span is compared with, said beside it.
COMPARED: dict[str, Text] = {
    "previous": gettext_lazy("against the span before"),
    "year": gettext_lazy("against a year before"),
    "none": "",
}
#: What this bar writes into the address; all else there is the page's own and stays, but for the place in a list.
OURS = frozenset({"period", "from", "to", "compare", "where", "segment", "page", "csrfmiddlewaretoken", *ADDED})


@dataclass(frozen=True)
class Choice:
    """One thing to choose: its words, the address that chooses it, whether it is chosen."""

    label: Text
    address: str
    is_chosen: bool = False


@dataclass(frozen=True)
class Chip:
    """One filter that is set: its name, how it compares, its value, the address without it."""

    field: Text
    operator: Text
    value: str
    without: str


def field_label(name: str) -> Text:
    """Return how a field is called to people; one nobody named by its last part."""
    return FIELDS.get(name) or FIELDS.get(name.rpartition(".")[2]) or name.rpartition(".")[2].replace("_", " ")


@register.inclusion_tag("web/parts/filters.html", takes_context=True)
def filter_bar(
    context: Mapping[str, Any],
    reading: Reading,
    fields: Mapping[str, Text] | Sequence[str] | None = None,
    values: Mapping[str, Sequence[str]] | None = None,
    *,
    compares: bool = True,
) -> dict[str, Any]:
    """Show the filter bar of what ``reading`` asks; a page that compares nothing says ``compares=False``."""
    request: HttpRequest = context["request"]
    asked, kept = reading.asked, _kept(request.GET)
    known = fields if isinstance(fields, Mapping) else {name: field_label(name) for name in fields or FIELDS}
    segments = sorted(asked.settings.documents.get("segment", {}))
    return {
        "asked": asked,
        "said_period": said_period(asked),
        "said_comparison": COMPARED[asked.compare] if compares and asked.start else "",
        "periods": [
            Choice(label, _address(asked, kept, period=name, **{"from": None, "to": None}), name == asked.period)
            for name, label in PERIODS.items()
        ],
        "comparisons": [
            Choice(label, _address(asked, kept, compare=name), name == asked.compare)
            for name, label in COMPARISONS.items()
            if compares
        ],
        "chips": [_chip(asked, kept, text) for text in asked.where],
        "segment_chips": [
            Choice(name, _address(asked, kept, segment=tuple(s for s in asked.segments if s != name)), is_chosen=True)
            for name in asked.segments
        ],
        "segments": [
            Choice(name, _address(asked, kept, segment=(*asked.segments, name)))
            for name in segments
            if name not in asked.segments
        ],
        "fields": {name: label for name, label in known.items() if name != "segment"},
        "operators": OPERATORS,
        "values": sorted({value for some in (values or {}).values() for value in some}),
        "hidden": _hidden(asked, kept),
        "kept": kept,
        "is_anchored": reading.is_anchored,
        "latest": reading.latest,
        "zone": asked.settings.zone,
    }


def said_period(asked: Asked) -> str:
    """Return the span in words: its name, or its first and last day."""
    if asked.period in PERIODS:
        return str(PERIODS[asked.period])
    if asked.start and asked.last_day:
        return period(f"{asked.start}..{asked.last_day}")
    if asked.start:
        return gettext("since %(day)s") % {"day": reader().day(asked.start)}
    if asked.last_day:
        return gettext("until %(day)s") % {"day": reader().day(asked.last_day)}
    return str(PERIODS["all"])


def _kept(query: QueryDict) -> list[tuple[str, str]]:
    return [(name, value) for name in query if name not in OURS for value in query.getlist(name)]


def _address(asked: Asked, kept: list[tuple[str, str]], **changes: Any) -> str:
    """Return the query with ``changes``; a chosen span replaces days of one's own."""
    extra: dict[str, tuple[str, ...]] = {}
    for name, value in kept:
        extra[name] = (*extra.get(name, ()), value)
    return f"?{asked.query(**extra, **changes)}"


def _hidden(asked: Asked, kept: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return what a form must carry along: all that the address says, but for the span, which forms name themselves."""
    return [
        *kept,
        ("compare", asked.compare),
        *(("where", text) for text in asked.where),
        *(("segment", name) for name in asked.segments),
    ]


def _chip(asked: Asked, kept: list[tuple[str, str]], text: str) -> Chip:
    found = parse_filter(text)
    rest = tuple(other for other in asked.where if other != text)
    operator = "" if found.operator == "=" else OPERATORS[found.operator]
    return Chip(field_label(found.field), operator, found.value, _address(asked, kept, where=rest))
