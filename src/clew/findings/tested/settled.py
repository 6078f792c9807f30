"""Telling a thing once: a company-wide change that is one touchpoint's, and a pain that has been mended, go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from clew.findings.measure import Cell, compare, merged
from clew.findings.tested.candidate import Candidate

__all__ = ["without_echoes", "without_mended"]

#: A wide change stands without the narrow ones when it is apart at this level.
STILL_APART = 0.01
#: Times of a finding: the period that stands out, or since when.
TIMES = ("period", "since")


def without_echoes(told: Sequence[Candidate], series: Mapping[str, Sequence[Cell]]) -> list[Candidate]:
    """Return ``told`` without company-wide changes that are nothing without the touchpoints that changed themselves."""
    wide = [c for c in told if _is_change(c) and not _place(c)]
    narrow = [c for c in told if _is_change(c) and _place(c)]
    gone = {id(c) for c in wide if not _stands_without(c, narrow, _calm(c, wide, series.get(c.measure.name, ())))}
    return [c for c in told if id(c) not in gone]


def _calm(candidate: Candidate, wide: Sequence[Candidate], cells: Sequence[Cell]) -> list[Cell]:
    """Return the cells without periods that are told themselves: they would keep a step alive that is none."""
    same = [c for c in wide if c.measure.name == candidate.measure.name and c is not candidate]
    loud = {c.where["period"] for c in same if "period" in c.where}
    return [cell for cell in cells if cell.period not in loud]


def _is_change(candidate: Candidate) -> bool:
    return candidate.kind != "storm" and any(name in candidate.where for name in TIMES)


def _place(candidate: Candidate) -> dict[str, str]:
    return {name: value for name, value in candidate.where.items() if name not in TIMES}


def _is_at(cell: Cell, place: Mapping[str, str]) -> bool:
    return all(cell.where.get(name) == value for name, value in place.items())


def _time(candidate: Candidate) -> tuple[str, str]:
    return next((name, candidate.where[name]) for name in TIMES if name in candidate.where)


def _stands_without(wide: Candidate, narrow: Sequence[Candidate], cells: Sequence[Cell]) -> bool:
    """Whether a company-wide change is still there when the touchpoints that changed by themselves are left out."""
    same = [c for c in narrow if c.measure.name == wide.measure.name and c.difference * wide.difference > 0]
    apart = [_place(c) for c in same if c.kind == "change" or _time(c) == _time(wide)]
    if not apart:
        return True
    rest = [c for c in cells if c.period is not None and not any(_is_at(c, place) for place in apart)]
    name, label = _time(wide)
    inside = [c for c in rest if (c.period == label if name == "period" else str(c.period) >= label)]
    outside = [c for c in rest if (c.period != label if name == "period" else str(c.period) < label)]
    a, b = merged(c.sketch for c in inside), merged(c.sketch for c in outside)
    if not a.n or not b.n:
        return False
    difference = compare(wide.measure, a, b)
    same_side = (difference.difference or 0.0) * wide.difference > 0
    return same_side and difference.p is not None and difference.p < STILL_APART


def without_mended(told: Sequence[Candidate], series: Mapping[str, Sequence[Cell]]) -> list[Candidate]:
    """Return ``told`` without pain points that a change has mended (and success points that one has ended).

    A touchpoint that changed and, since then, is no longer apart from the others in that direction is told as a change.
    """
    changes = [c for c in told if c.kind == "change" and _place(c)]
    kept = []
    for candidate in told:
        same = (c for c in changes if c.measure.name == candidate.measure.name)
        change = next((c for c in same if _place(c).items() <= candidate.where.items()), None)
        is_place = candidate.kind in ("pain_point", "success_point")
        if not (is_place and change and _is_over(candidate, change, series.get(candidate.measure.name, ()))):
            kept.append(candidate)
    return kept


def _is_over(place: Candidate, change: Candidate, cells: Sequence[Cell]) -> bool:
    since = [cell for cell in cells if str(cell.period) >= change.where["since"]]
    own = merged(c.sketch for c in since if _is_at(c, _place(change)))
    others = merged(c.sketch for c in since if not _is_at(c, _place(change)))
    if not own.n or not others.n:
        return False
    now = compare(place.measure, own, others)
    same_side = (now.difference or 0.0) * place.difference > 0
    return not (same_side and now.p is not None and now.p < STILL_APART)
