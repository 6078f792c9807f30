"""Erasure: removing one person everywhere, and keeping them from coming back."""

from __future__ import annotations

from clew.store.erasure.erased import ERASED, add_erased, parse_erased, read_erased

__all__ = ["ERASED", "add_erased", "parse_erased", "read_erased"]
