"""What was found in files and tables, by what was looked for: files never change, nor does what is in them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

__all__ = ["Memory"]

Known = TypeVar("Known")


class Memory(Generic[Known]):
    """So many things by their keys; the oldest is forgotten.

    >>> memory = Memory[int](2)
    >>> [memory.get(key, lambda: len(key)) for key in ("a", "bb", "ccc")], memory.known("a"), memory.known("bb")
    ([1, 2, 3], None, 2)
    """

    def __init__(self, kept: int = 2048) -> None:
        self._known: OrderedDict[Hashable, Known] = OrderedDict()
        self._kept = kept

    def known(self, key: Hashable) -> Known | None:
        """Return what is known for ``key``, None where nothing is."""
        return self._known.get(key)

    def get(self, key: Hashable, find: Callable[[], Known]) -> Known:
        """Return what is known for ``key``, else what ``find`` says."""
        return self._known[key] if key in self._known else self.put(key, find())

    def put(self, key: Hashable, found: Known) -> Known:
        """Remember ``found`` and return it."""
        self._known[key] = found
        while len(self._known) > self._kept:
            self._known.popitem(last=False)
        return found
