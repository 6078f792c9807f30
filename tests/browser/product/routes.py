"""Every page that an owner reaches without naming anything but the workspace; new routes are found by themselves."""

from __future__ import annotations

from uuid import UUID

from django.urls import NoReverseMatch, reverse

from clew_server.policy import POLICY, PUBLIC

__all__ = ["PLACE", "REFUSING", "open_to_all", "pages"]

#: Stands for the workspace until it is known.
PLACE = UUID(int=0)

#: Pages that say no to an owner who only opens them, in words and with a status of 4xx: what they say is a page, too.
REFUSING = {
    "account_reauthenticate": "there is no password yet",
    "mfa_activate_totp": "wants the password again",
    "mfa_deactivate_totp": "there is no second factor",
    "mfa_download_recovery_codes": "there is no second factor",
    "mfa_generate_recovery_codes": "there is no second factor",
    "mfa_reauthenticate": "there is no second factor",
    "mfa_view_recovery_codes": "there is no second factor",
    "paths:rows": "wants a transition",
    "socialaccount_login_error": "says that a sign-in failed",
}

#: Parts that a page fetches for itself, and pages of one thing that the query names: looked at where they stand.
NO_PAGES = {
    "pulse:findings": "a part of Pulse",
    "pulse:headline": "a part of Pulse",
    "pulse:report": "a file, once it is made",
    "pulse:tile": "a part of Pulse",
    "questions:chart": "a part of a question",
    "questions:values": "a part of the form of a question",
    "customers:customer": "of one customer",
    "customers:erase": "of one customer",
    "dashboards:add": "of one question",
    "feedback:quote": "of one verbatim",
}


def pages() -> dict[str, str]:
    """Return the path of every page, by its route's name."""
    found = {}
    for route, rule in POLICY.items():
        if rule.get is None or route == "web:home" or route in NO_PAGES:
            continue
        for arguments in ({}, {"workspace_id": PLACE}):
            try:
                found[route] = reverse(route, kwargs=arguments)
                break
            except NoReverseMatch:
                continue
    return found


def open_to_all(route: str) -> bool:
    """Return whether a page is for people who are not logged in."""
    return POLICY[route].get == PUBLIC
