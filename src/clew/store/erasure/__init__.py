"""Erasure: removing one person everywhere, and keeping them from coming back; and handing them what is kept."""

from __future__ import annotations

from clew.store.erasure.erased import ERASED, add_erased, parse_erased, read_erased
from clew.store.erasure.erasing import erase_customer, erase_listed, finish_erasure
from clew.store.erasure.person import person

__all__ = [
    "ERASED",
    "add_erased",
    "erase_customer",
    "erase_listed",
    "finish_erasure",
    "parse_erased",
    "person",
    "read_erased",
]
