"""Going in circles: which circles customers walk more often than if the order of their contacts meant nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.special import bdtrc

from clew.findings.measure import Measure
from clew.findings.tested.candidate import Candidate
from clew.journeys.telling.circles import Circle, Walked
from clew.journeys.telling.loops import Walks, erase_loops
from clew.journeys.telling.told import Told, Whole
from clew.stats.proportion import proportion
from clew.stats.sketch import Sketch

__all__ = ["ARROW", "CIRCLES", "FEWEST_PATHS", "circle_candidates"]

#: What is measured: the share of paths that walk a circle.
CIRCLES = Measure("circles", "Going in circles", "share", "proportion", "lower", 1.0, 1.0)
ARROW = " → "
#: A circle that fewer paths walk is not told, nor one that a smaller share of them does: with very many paths the
#: second repair of a customer within a week is beyond chance as well, and nothing to mend.
FEWEST_PATHS, FEWEST_SHARE = 20, 0.001
#: Contacts that are shuffled in all; more paths are drawn from, and shuffled less often.
SHUFFLED = 4_000_000
LARGEST_DRAW = 400_000
MOST_SHUFFLES, FEWEST_SHUFFLES = 99, 10
SEED = 20_260_101
#: Repeats of a name within so many microseconds are one contact.
ONE_CONTACT = 3_600_000_000

Key = tuple[int, ...]


def circle_candidates(told: Told, command: str = "") -> list[Candidate]:
    """Return every circle that enough paths walk, tested against the same contacts in any other order.

    Each path keeps its contacts and their number; shuffled many times, they still make circles, by chance. What is told
    of one name within an hour is one contact: an invoice opened and downloaded. How many paths then walk a circle is
    what is expected; that so many really do is tested by the exact test of two Poisson counts, paid for all circles
    that anybody walks (Bonferroni from all to those tested). The cost is that of
    :mod:`clew.journeys.telling.circles`: contacts and seconds that would have been saved, none of them twice.
    """
    drawn = _drawn(told)
    walked, some = Walked.of(told), _some(_contacts(told), drawn)
    seen = _counts(_some(walked.walks, drawn))
    shuffles, rng = _shuffles(some), np.random.Generator(np.random.PCG64(SEED))
    expected: Counter[Key] = Counter()
    for _ in range(shuffles):
        expected.update(_counts(_shuffled(some, rng)))
    fewest = max(FEWEST_PATHS, FEWEST_SHARE * len(drawn))
    families = [(family, _key(walked.walks, walked.loops.places(family[:1])[0])) for family in walked.families()]
    tested = [(walked.circle(family), key) for family, key in families if seen[key] >= fewest]
    circles = [circle for circle, _ in tested]
    paid = len(seen) / max(1, len(tested))
    found = []
    for circle, key in tested:
        chance = expected[key] / shuffles / len(drawn)
        p = float(bdtrc(seen[key] - 1, seen[key] + expected[key], 1 / (shuffles + 1)))
        found.append(_candidate(circle, len(told.starts) - 1, chance, min(1.0, p * paid), circles, command))
    return found


def _shuffles(walks: Walks) -> int:
    return int(np.clip(SHUFFLED // max(1, len(walks.names)), FEWEST_SHUFFLES, MOST_SHUFFLES))


def _drawn(told: Told) -> Whole:
    """Return the paths that are looked at for chance: all, or some drawn at random, the same ones every time."""
    paths = len(told.starts) - 1
    if len(told.name) <= LARGEST_DRAW:
        return np.arange(paths)
    many = max(1, paths * LARGEST_DRAW // len(told.name))
    rng = np.random.Generator(np.random.PCG64(SEED))
    return np.sort(rng.choice(paths, many, replace=False))


def _contacts(told: Told) -> Walks:
    """Return the paths contact by contact: repeats are not collapsed, but for those within an hour of the last."""
    begins = np.ones(len(told.name), np.bool_)
    begins[1:] = (told.name[1:] != told.name[:-1]) | (np.diff(told.clock) >= ONE_CONTACT)
    begins[told.starts[:-1]] = True
    first = np.flatnonzero(begins)
    return Walks(np.searchsorted(first, told.starts), told.name[first].astype(np.int64), np.zeros(len(first)))


def _some(walks: Walks, paths: Whole) -> Walks:
    lengths = np.diff(walks.starts)[paths]
    starts = np.concatenate([[0], np.cumsum(lengths)])
    kept = np.arange(starts[-1]) + np.repeat(walks.starts[paths] - starts[:-1], lengths)
    return Walks(starts, walks.names[kept], walks.waits[kept])


def _shuffled(walks: Walks, rng: np.random.Generator) -> Walks:
    """Return the walks with the names of each in another order, repeats collapsed again."""
    path = np.repeat(np.arange(len(walks.starts) - 1), np.diff(walks.starts))
    names = walks.names[np.lexsort((rng.random(len(path)), path))]
    begins = np.ones(len(names), np.bool_)
    begins[1:] = (names[1:] != names[:-1]) | (path[1:] != path[:-1])
    starts = np.concatenate([[0], np.cumsum(np.bincount(path[begins], minlength=len(walks.starts) - 1))])
    return Walks(starts, names[begins], np.zeros(int(begins.sum())))


def _counts(walks: Walks) -> Counter[Key]:
    """Return how many paths walk each circle."""
    nobody = np.full(len(walks.starts) - 1, -1)
    walked = Walked(walks, erase_loops(walks), (*map(str, range(int(walks.names.max(initial=0)) + 1)),), nobody)
    return Counter({
        _key(walks, walked.loops.places(family[:1])[0]): len(np.unique(walked.paths[family]))
        for family in walked.families()
    })  # fmt: skip


def _key(walks: Walks, places: Whole) -> Key:
    """Return the names of a circle from its smallest on: the same wherever it was entered."""
    codes = walks.names[places].tolist()
    turn = codes.index(min(codes))
    return (*codes[turn:], *codes[:turn])


def named(circle: Circle) -> str:
    """Return a circle as it is read: from what most often came before it, round to where it was entered."""
    before = () if circle.after is None or circle.after in circle.names else (circle.after,)
    return ARROW.join((*before, *circle.names))


def _candidate(
    circle: Circle, paths: int, chance: float, p: float, circles: Sequence[Circle], command: str
) -> Candidate:
    value = proportion(Sketch.of_share(circle.paths, paths))
    share, lo, hi = value.value or 0.0, value.lo or 0.0, value.hi or 0.0
    return Candidate(
        kind="going_in_circles",
        measure=CIRCLES,
        where={"circle": named(circle)},
        value=value,
        reference=chance,
        difference=share - chance,
        difference_lo=lo - chance,
        difference_hi=hi - chance,
        p=p,
        customers=circle.customers or circle.paths,
        holds=share > chance,
        facts={"paths": circle.paths, "times": circle.times, "size": (share - chance) / share if share else 0.0},
        command=command,
        chart=_bars(circle, paths, circles),
        cost={
            "customers": circle.customers or circle.paths,
            "contacts": circle.extra_events,
            "hours": circle.extra_seconds / 3600,
        },
    )


def _bars(told: Circle, paths: int, circles: Sequence[Circle]) -> dict[str, Any]:
    """Return the picture: the circles that most paths walk, the told one among them."""
    shown = sorted(circles, key=lambda circle: (circle is not told, -circle.paths))[:8]
    points = []
    for circle in sorted(shown, key=lambda circle: -circle.paths):
        share = proportion(Sketch.of_share(circle.paths, paths))
        figures = {"value": share.value, "lo": share.lo, "hi": share.hi, "n": paths}
        points.append({"place": named(circle), **figures, "told": circle is told})
    return {"kind": "bars", "points": points, "left_out": len(circles) - len(shown)}
