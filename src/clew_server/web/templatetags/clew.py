"""Tags and filters for figures, times and addresses, in the reader's language."""

from __future__ import annotations

from typing import Any

from django import template
from django.http import HttpRequest

register = template.Library()


@register.simple_tag(takes_context=True)
def here(context: dict[str, Any], **changes: Any) -> str:
    """Return the query of this address with ``changes``; None or an empty text takes a parameter away."""
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    for name, value in changes.items():
        if value in {None, ""}:
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else "?"
