"""Which numbers of a rating column are ratings and which are codes for no answer."""

from __future__ import annotations

from dataclasses import dataclass

from clew.importers.suggest.profile import Profile

__all__ = ["Rated", "guess_rating"]

#: Scales that are in use, per metric, the usual one first.
SCALES: dict[str, tuple[tuple[int, int], ...]] = {
    "nps": ((0, 10),),
    "csat": ((1, 5), (1, 7), (0, 10), (1, 100)),
    "ces": ((1, 7), (1, 5), (0, 10)),
    "rating": ((1, 5), (0, 10), (1, 7), (1, 100)),
}
#: Numbers that stand for no answer when they lie outside the scale.
USUAL_CODES = {-1, 0, 6, 8, 9, 11, 66, 77, 88, 97, 98, 99, 999, -9, -99}
#: Codes are told from ratings by how far the scale holds; what hardly ever occurs is a mistake and no code.
MOSTLY, SURELY, HARDLY = 0.5, 0.97, 0.01
#: A code is written more than once or twice.
OFTEN = 3


@dataclass(frozen=True, slots=True)
class Rated:
    """A rating column: metric, scale, what the source writes for no answer, how sure."""

    metric: str
    low: int
    high: int
    missing: dict[str, list[str]]
    sure: float
    why: str


def guess_rating(profile: Profile, metric: str) -> Rated | None:
    """Return the scale of a column of ratings, None where the values cannot be ratings of this metric."""
    if not profile.is_numeric:
        return None
    for low, high in SCALES[metric]:
        outside = {value for value in profile.numbers if not low <= value <= high}
        least = max(HARDLY * profile.numbers.total(), OFTEN)
        codes = {value for value in outside if profile.numbers[value] >= least}
        if metric != "nps" and low == 1 and _reaches_beyond(profile, high):
            continue
        if codes <= USUAL_CODES and _whole(profile) and _inside(profile, codes) >= MOSTLY:
            return _rated(profile, metric, (low, high), codes)
    return None


def _reaches_beyond(profile: Profile, high: int) -> bool:
    """Whether ratings go on above ``high`` without a gap: 1 to 7 is no 1 to 5 with codes."""
    above = {value for value in profile.numbers if high < value <= 2 * high}
    return len(above) > 1 or (high + 1 in above and 0 not in profile.numbers)


def _whole(profile: Profile) -> bool:
    return all(value == int(value) for value in profile.numbers)


def _inside(profile: Profile, codes: set[float]) -> float:
    """Share of numbers that lie on the scale."""
    total = profile.numbers.total()
    return 1 - sum(profile.numbers[code] for code in codes) / total if total else 0.0


def _rated(profile: Profile, metric: str, scale: tuple[int, int], codes: set[float]) -> Rated:
    """The rating with its codes named: one above a 1-5 scale is "not used" in questionnaires that also have a 0."""
    missing: dict[str, list[str]] = {}
    for code in sorted(codes):
        never = metric != "nps" and code == scale[1] + 1 and 0 in profile.numbers
        missing.setdefault("not_experienced" if never else "missing", []).append(f"{code:g}")
    for text, state in profile.codes.items():
        missing.setdefault(state, []).append(text)
    inside = _inside(profile, codes)
    said = f"numbers {min(profile.numbers):g} to {max(profile.numbers):g}"
    why = f"{said}, outside the scale: {', '.join(f'{code:g}' for code in sorted(codes))}" if codes else said
    return Rated(metric, *scale, missing, 0.9 if inside >= SURELY else 0.6, why)
