"""What the form of a span offers."""

from __future__ import annotations

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext

from clew_server.insights.asked import PERIODS, Asked

register = template.Library()


@register.filter
def periods(asked: Asked) -> list[tuple[str, str | Promise]]:
    """Return the named spans, and days of one's own."""
    return [*PERIODS.items(), ("own", gettext("Days of your own"))] if asked else []
