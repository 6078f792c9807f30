"""How far a document is, asked by a part of the page: what is around it stays as it is until all is there."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from clew_server.insights.kept.services import Shown

__all__ = ["polled"]

#: The id of the part that asks.
PART = "kept"


def polled(request: HttpRequest, kept: Shown, place: str = "told") -> HttpResponse | None:
    """Return how far ``kept`` is where its part alone was asked for, else None.

    When it is over the part says so, and the page brings ``place`` once nobody is at it.
    """
    if request.headers.get("HX-Target") != PART:
        return None
    came = kept.job is None and not kept.error
    return render(request, "kept/state.html", {"kept": kept, "came": came, "place": place})
