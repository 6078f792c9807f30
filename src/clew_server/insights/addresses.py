"""Addresses of other pages, for those who may open them; a page that is not there has none."""

from __future__ import annotations

import shlex
from functools import partial
from typing import Any

from django.urls import reverse

from clew_server.accounts.models import Member
from clew_server.insights.reading import Reading
from clew_server.policy import POLICY, may

__all__ = ["address_of", "opening"]


def address_of(member: Member | None, route: str, query: str = "", **arguments: object) -> str:
    """Return the address of a route of the member's workspace with a query; "" where the role may not open it.

    Where nobody reads (a job asks ahead) there is none either.
    """
    if member is None or route not in POLICY or not may(member.role, route):
        return ""
    address = reverse(route, kwargs={"workspace_id": member.workspace_id, **arguments})
    return f"{address}?{query}" if query else address


def opening(reading: Reading, command: str, *where: str, **more: Any) -> dict[str, str]:
    """Return the addresses of the question that ``command`` asks on the command line, and of its rows.

    ``where`` are further filters. Without what the reader's role may not open.
    """
    _, _, name, *words = shlex.split(command)
    metric, _, statistic = name.partition(".")
    settings = dict(word.split("=", 1) for word in words if "=" in word)
    asks = {"metric": metric, "statistic": statistic, **{f"set.{key}": value for key, value in settings.items()}}
    ask = partial(reading.asked.query, **asks, where=(*reading.asked.where, *where))
    found = {
        "question": address_of(reading.member, "questions:questions", ask(**more)),
        "rows": address_of(reading.member, "questions:rows", ask(compare=None)),
    }
    return {name: address for name, address in found.items() if address}
