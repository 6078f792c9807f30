"""Every page that an owner reaches without naming anything but the workspace; new routes are found by themselves."""

from __future__ import annotations

from uuid import UUID

from django.urls import NoReverseMatch, reverse

from clew_server.policy import POLICY, PUBLIC

__all__ = ["PLACE", "open_to_all", "pages"]

#: Stands for the workspace until it is known.
PLACE = UUID(int=0)


def pages() -> dict[str, str]:
    """Return the path of every route that can be read with GET, by the route's name."""
    found = {}
    for route, rule in POLICY.items():
        if rule.get is None or route == "web:home":
            continue
        for arguments in ([], [PLACE]):
            try:
                found[route] = reverse(route, args=arguments)
                break
            except NoReverseMatch:
                continue
    return found


def open_to_all(route: str) -> bool:
    """Return whether a page is for people who are not logged in."""
    return POLICY[route].get == PUBLIC
