"""Each segment against the rest."""

from __future__ import annotations

import numpy as np
import pytest

from clew.errors import UsageError
from clew.stats.multiplicity import with_q
from clew.stats.nps import nps_difference
from clew.stats.pooling import against_rest
from clew.stats.sketch import Sketch


def test_the_rest_is_all_the_others():
    rng = np.random.default_rng(4)
    answers = [rng.choice([-1, 0, 1], n) for n in (20, 35, 50, 12)]
    found = against_rest([Sketch.of(a) for a in answers], "nps")
    for i, own in enumerate(answers):
        others = np.concatenate([a for k, a in enumerate(answers) if k != i])
        expected = nps_difference(Sketch.of(own), Sketch.of(others))
        assert found[i].difference == pytest.approx(expected.difference)
        assert (found[i].p, found[i].n) == (pytest.approx(expected.p), expected.n)


def test_two_segments_mirror_each_other():
    a, b = against_rest([Sketch.of([1] * 40 + [0] * 10), Sketch.of([1] * 20 + [0] * 30)], "proportion")
    assert (a.difference, a.p) == (-b.difference, b.p)


def test_alone_or_empty_has_no_p():
    assert [d.p for d in against_rest([Sketch.of([1, 2, 3])], "mean")] == [None]
    assert [d.p for d in against_rest([Sketch.of([1, 2, 3]), Sketch(0)], "mean")] == [None, None]
    assert against_rest([], "nps") == []


def test_unknown_family_lists_the_choices():
    with pytest.raises(UsageError, match="proportion"):
        against_rest([], "shares")


def planted(seed: int) -> list[Sketch]:
    """Twelve alike, one that hurts, and one that only looks bad because it is small."""
    rng = np.random.default_rng(seed)
    segments = [Sketch.of(rng.choice([-1, 0, 1], 300, p=[0.2, 0.3, 0.5])) for _ in range(12)]
    segments.append(Sketch.of(rng.choice([-1, 0, 1], 300, p=[0.45, 0.3, 0.25])))
    return [*segments, Sketch.of([-1, -1, 0, 1, -1])]


def test_the_planted_segment_is_found_and_neither_the_decoy_nor_its_neighbours_are():
    """Over 400 seeds some ordinary segment was called in 12 % of families, with the odd one set apart in 1.3 %."""
    calls = [with_q(against_rest(planted(seed), "nps", set_apart=0.01), alpha=0.01) for seed in range(40)]
    found = [[i for i, d in enumerate(family) if d.beyond_chance] for family in calls]
    assert all(12 in called for called in found)
    assert all(13 not in called for called in found)
    assert sum(called != [12] for called in found) <= 3
    naive = [with_q(against_rest(planted(seed), "nps"), alpha=0.01) for seed in range(40)]
    assert sum(sum(d.beyond_chance for d in family) > 1 for family in naive) > 3


def test_what_is_set_apart_is_compared_with_the_ordinary_and_they_with_each_other():
    segments = planted(1)
    found = against_rest(segments, "nps", set_apart=0.01)
    assert found[12].n == (300, 12 * 300 + 5)
    assert found[3].n == (300, 11 * 300 + 5)
    assert against_rest(segments, "nps")[3].n == (300, 12 * 300 + 5)


def test_of_two_segments_none_is_set_apart():
    two = [Sketch.of([1] * 90 + [0] * 10), Sketch.of([1] * 10 + [0] * 90)]
    assert against_rest(two, "proportion", set_apart=0.01) == against_rest(two, "proportion")
