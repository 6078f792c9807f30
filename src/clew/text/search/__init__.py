"""Search in verbatims: what was typed, the index of their words, and what it finds."""

from clew.text.search.found import Found, find
from clew.text.search.typed import Term, Typed, read_typed

__all__ = ["Found", "Term", "Typed", "find", "read_typed"]
