"""Lists that end with a rest: small items go into the rest, and the rest is never a small group itself."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["folded", "is_few"]


def is_few(n: int | None, k: int) -> bool:
    """Return whether ``n`` are somebody, yet too few to be told.

    >>> is_few(0, 5), is_few(4, 5), is_few(5, 5)
    (False, True, False)
    """
    return n is not None and 0 < n < k


def folded(counts: Mapping[str, int], rest: int, k: int) -> frozenset[str]:
    """Return the items of a list that go into its rest, so that neither they nor the rest are fewer than ``k``.

    The total of the list is held to be known, so the rest is too: it takes further items until it is enough.

    >>> sorted(folded({"a": 40, "b": 3, "c": 9}, 0, 5)), sorted(folded({"a": 40, "b": 9}, 2, 5))
    (['b', 'c'], ['b'])
    >>> sorted(folded({"a": 40, "b": 9}, 0, 5)), sorted(folded({"a": 40, "b": 3}, 30, 5))
    ([], ['b'])
    """
    small = {name for name, n in counts.items() if is_few(n, k)}
    together = rest + sum(counts[name] for name in small)
    for name in sorted(counts, key=lambda name: (counts[name], name)):
        if not is_few(together, k):
            break
        if name not in small and counts[name]:
            small.add(name)
            together += counts[name]
    return frozenset(small)
