"""Addresses of customers on pages and in files of surveys: whole for owners, masked for everybody else."""

from __future__ import annotations

import re

from clew_server.policy import OWNER

__all__ = ["masked", "sees_addresses", "without_address"]


def sees_addresses(role: str) -> bool:
    """Return whether a member with this role sees whole addresses of those whom surveys ask.

    >>> sees_addresses("owner"), sees_addresses("analyst")
    (True, False)
    """
    return role == OWNER


def masked(address: str) -> str:
    """Return an address of which enough is left to know it again, and not to write to.

    >>> masked("anna@example.org"), masked("+48601234567"), masked("")
    ('a•••@example.org', '+48•••67', '')
    """
    if not address:
        return ""
    name, at, host = address.partition("@")
    return f"{name[:1]}•••@{host}" if at else f"{address[:3]}•••{address[-2:]}"


def without_address(words: str, address: str) -> str:
    """Return words of a mail server in which an address is masked.

    >>> without_address("550 <Anna@example.org> unknown", "anna@example.org")
    '550 <a•••@example.org> unknown'
    """
    if not address:
        return words
    return re.sub(re.escape(address), lambda _found: masked(address), words, flags=re.IGNORECASE)
