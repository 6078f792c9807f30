"""Verbatims as the page shows them: with ratings on their scales, tags, who looks after them, and where they lead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext

from clew.customers import identifiers_of
from clew.text.reading import Verbatim
from clew.text.redaction import redact
from clew_server.insights.feedback.assigning import assignments_at
from clew_server.insights.feedback.models import Assignment, Tag
from clew_server.insights.feedback.tagging import tags_at
from clew_server.insights.feedback.words import metric_words, value_words
from clew_server.insights.reading import Reading
from clew_server.web.figures import amounts

__all__ = ["Shown", "quote_of", "rating_words", "shown_of"]

Text = str | Promise


@dataclass(frozen=True)
class Shown:
    """One verbatim of the list."""

    it: Verbatim
    ratings: tuple[str, ...]
    facts: tuple[Text, ...]
    customer: str
    ticket: str
    order: str
    tags: list[Tag]
    assignment: Assignment | None

    @property
    def query(self) -> str:
        """The query of an address about this verbatim."""
        return urlencode({"id": self.it.feedback_id})


def shown_of(reading: Reading, verbatims: Sequence[Verbatim]) -> list[Shown]:
    """Return verbatims for the page, in their order."""
    ids = [one.feedback_id for one in verbatims]
    tags, assigned = tags_at(reading.workspace, ids), assignments_at(reading.workspace, ids)
    return [
        Shown(
            it=one,
            ratings=tuple(rating_words(one)),
            facts=tuple(_facts(one)),
            customer=_customer(reading, one),
            ticket=_customer(reading, one, "tickets", one.ticket_id),
            order=_customer(reading, one, "purchases", one.order_id),
            tags=tags.get(one.feedback_id, []),
            assignment=assigned.get(one.feedback_id),
        )
        for one in verbatims
    ]


def rating_words(one: Verbatim) -> Iterable[str]:
    """Yield each rating beside a verbatim with its scale, as in "NPS 3 of 0 to 10"."""
    reader = amounts.reader()
    for given in one.ratings or ([one] if one.rating is not None else []):
        value = reader.number(float(given.rating or 0), 0 if float(given.rating or 0).is_integer() else 1)
        if given.scale_min is None or given.scale_max is None:
            yield f"{metric_words(given.metric)} {value}"
            continue
        ends = {"low": reader.number(given.scale_min, 0), "high": reader.number(given.scale_max, 0)}
        yield gettext("%(what)s %(value)s (%(low)s to %(high)s)") % {
            "what": metric_words(given.metric),
            "value": value,
            **ends,
        }


def _facts(one: Verbatim) -> Iterable[Text]:
    if one.program and one.program != "none":
        yield value_words("program", one.program)
    if one.kind and one.kind != "survey":
        yield value_words("kind", one.kind)
    yield from (value for value in (one.touchpoint, one.channel, one.product, one.location) if value)
    if one.language:
        yield value_words("language", one.language)


def _customer(reading: Reading, one: Verbatim, kind: str = "", thing: str | None = "") -> str:
    """Return the address of the customer's timeline, or of one thing on it; empty where nobody is known."""
    if one.customer_id is None or thing is None:
        return ""
    query = urlencode({"id": one.customer_id, **({"kind": kind} if kind else {})})
    anchor = f"#{kind}-{thing}" if kind else ""
    return f"{reverse('customers:customer', args=[reading.workspace.id])}?{query}{anchor}"


def quote_of(reading: Reading, one: Verbatim) -> str:
    """Return a verbatim to be quoted: without personal data, with rating, touchpoint and month."""
    own: tuple[str, ...] = ()
    if one.customer_id is not None:
        own = identifiers_of([one.customer_id], reading.snapshot)[one.customer_id]
    about: list[Any] = [*rating_words(one), one.touchpoint, _month(reading, one)]
    said = " · ".join(str(part) for part in about if part)
    text = redact(one.verbatim or "", own).text.strip()
    return f"“{text}”\n– {said}" if said else f"“{text}”"


def _month(reading: Reading, one: Verbatim) -> str:
    if one.at is None:
        return ""
    local = one.at.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(reading.settings.zone))
    return str(format_skeleton("yMMMM", local.date(), locale=amounts.reader().locale))
