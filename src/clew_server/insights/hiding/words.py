"""How a count that is not told is said."""

from __future__ import annotations

from django.utils.translation import gettext

__all__ = ["fewer_than"]


def fewer_than(k: int) -> str:
    """Return the words that stand for a count under ``k``: it is not 0, and not known."""
    return gettext("fewer than %(n)s") % {"n": k}
