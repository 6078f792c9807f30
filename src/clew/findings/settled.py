"""Telling a thing once: changes that are only the echo of a wider or a narrower change are left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import hypot

from clew.findings.candidate import Candidate
from clew.findings.measure import Cell, compare, merged

__all__ = ["without_echoes"]

#: A narrow change is told beside a wide one when it is this many standard errors larger.
LARGER = 3.0
#: A wide change stands without the narrow ones when it is apart at this level.
STILL_APART = 0.01
#: Times of a finding: the period that stands out, or since when.
TIMES = ("period", "since")


def without_echoes(told: Sequence[Candidate], series: Mapping[str, Sequence[Cell]]) -> list[Candidate]:
    """Return ``told`` without echoes.

    A company-wide change goes when it is nothing without the touchpoints that changed on their own; a touchpoint's
    change goes when the company changed alike in the same time.
    """
    wide = [c for c in told if _is_change(c) and not _place(c)]
    narrow = [c for c in told if _is_change(c) and _place(c)]
    standing = [c for c in wide if _stands_without(c, narrow, series.get(c.measure.name, ()))]
    own = [c for c in narrow if not any(_echoes(c, w) for w in standing)]
    kept = {id(c) for c in (*standing, *own)}
    return [c for c in told if not _is_change(c) or id(c) in kept]


def _is_change(candidate: Candidate) -> bool:
    return any(name in candidate.where for name in TIMES)


def _place(candidate: Candidate) -> dict[str, str]:
    return {name: value for name, value in candidate.where.items() if name not in TIMES}


def _time(candidate: Candidate) -> tuple[str, str]:
    return next((name, candidate.where[name]) for name in TIMES if name in candidate.where)


def _echoes(narrow: Candidate, wide: Candidate) -> bool:
    same = narrow.measure.name == wide.measure.name and narrow.kind == wide.kind and _time(narrow) == _time(wide)
    if not same:
        return False
    apart = abs(narrow.difference) - abs(wide.difference)
    return apart < LARGER * hypot(_error(narrow), _error(wide))


def _error(candidate: Candidate) -> float:
    return (candidate.difference_hi - candidate.difference_lo) / (2 * 1.96)


def _stands_without(wide: Candidate, narrow: Sequence[Candidate], cells: Sequence[Cell]) -> bool:
    """Whether a company-wide change is still there when the touchpoints that changed by themselves are left out."""
    same = [c for c in narrow if c.measure.name == wide.measure.name and c.kind == wide.kind]
    stronger = [c for c in same if abs(c.difference) > abs(wide.difference)]
    if not stronger:
        return True
    apart = {c.where["touchpoint"] for c in stronger if not _echoes(c, wide) or c.kind == "change"}
    rest = [cell for cell in cells if cell.where.get("touchpoint") not in apart and cell.period is not None]
    name, label = _time(wide)
    inside = [c for c in rest if (c.period == label if name == "period" else str(c.period) >= label)]
    outside = [c for c in rest if (c.period != label if name == "period" else str(c.period) < label)]
    a, b = merged(c.sketch for c in inside), merged(c.sketch for c in outside)
    if not a.n or not b.n:
        return False
    difference = compare(wide.measure, a, b)
    same_side = (difference.difference or 0.0) * wide.difference > 0
    return same_side and difference.p is not None and difference.p < STILL_APART
