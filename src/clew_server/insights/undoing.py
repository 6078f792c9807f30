"""A note that offers to undo: kept for the next page of the same person, shown once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

__all__ = ["Offer", "offer", "offered"]

_KEY = "undo"


@dataclass(frozen=True)
class Offer:
    """What was done, in words, and the form that undoes it: an address and its fields."""

    text: str
    address: str
    fields: dict[str, str]


def offer(request: HttpRequest, text: str, address: str = "", **fields: str) -> None:
    """Keep the note for the next page; without an address there is nothing to undo."""
    request.session[_KEY] = {"text": text, "address": address, "fields": fields}


def offered(request: HttpRequest) -> Offer | None:
    """Return the note that was kept, once."""
    found: dict[str, Any] | None = request.session.pop(_KEY, None)
    return Offer(**found) if found else None
