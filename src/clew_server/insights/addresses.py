"""Addresses of other pages, for those who may open them; a page that is not there has none."""

from __future__ import annotations

from django.urls import reverse

from clew_server.accounts.models import Member
from clew_server.policy import POLICY, may

__all__ = ["address_of"]


def address_of(member: Member | None, route: str, query: str = "", **arguments: object) -> str:
    """Return the address of a route of the member's workspace with a query; "" where the role may not open it.

    Where nobody reads (a job asks ahead) there is none either.
    """
    if member is None or route not in POLICY or not may(member.role, route):
        return ""
    address = reverse(route, kwargs={"workspace_id": member.workspace_id, **arguments})
    return f"{address}?{query}" if query else address
