"""What pooling gives back: an estimate a segment, and how strongly they were drawn together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import overload

from clew.stats.estimate import Estimate

__all__ = ["BOOTSTRAPS", "FEW_SEGMENTS", "Pooled", "Pooling"]

#: Below this many segments what they have in common is itself uncertain, and is bootstrapped.
FEW_SEGMENTS = 20
#: Parametric bootstraps of what segments have in common; the seed is fixed, so an answer repeats.
BOOTSTRAPS = 200


@dataclass(frozen=True, slots=True)
class Pooling:
    """How segments were drawn together.

    ``grand_mean`` is what they are drawn to; ``strength`` how many answers of its own a segment needs to weigh as much
    as the others (infinite where they differ no more than by chance, which ``complete`` says); ``between`` the standard
    deviation between segments in the unit of the value.
    """

    grand_mean: float | None
    strength: float
    between: float
    segments: int
    complete: bool
    bootstrapped: bool


@dataclass(frozen=True, slots=True)
class Pooled(Sequence[Estimate]):
    """The pooled estimates in the order of the segments given, and the :class:`Pooling` that made them."""

    estimates: tuple[Estimate, ...]
    pooling: Pooling

    @overload
    def __getitem__(self, index: int) -> Estimate: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Estimate, ...]: ...
    def __getitem__(self, index: int | slice) -> Estimate | tuple[Estimate, ...]:
        return self.estimates[index]

    def __len__(self) -> int:
        return len(self.estimates)

    def __iter__(self) -> Iterator[Estimate]:
        return iter(self.estimates)
