"""Arithmetic of footprints: what one, two or three regions tell of fewer than k is found, and little else."""

from __future__ import annotations

import numpy as np
import pytest

from clew.questions.gathering.footprints import BITS
from clew_server.insights.hiding.regions import gives_away, table_of

K = 5
DRAW = np.random.default_rng(11)
SIGNS = np.concatenate([np.ones((3000, 1), dtype=np.int64), DRAW.choice([-1, 1], (3000, BITS))], axis=1)


def _region(rows):
    return tuple(int(each) for each in SIGNS[sorted(rows)].sum(0))


WHOLE = set(range(1000))


@pytest.mark.parametrize("few", [1, 2, 3, 4])
def test_a_part_that_leaves_out_a_few_gives_them_away(few):
    known = table_of([_region(WHOLE)])
    assert gives_away(_region(set(range(1000 - few))), known, K)
    assert gives_away(_region(set(range(1000 + few))), known, K)


@pytest.mark.parametrize("many", [0, 5, 6, 40, 900])
def test_the_same_and_what_differs_in_enough_do_not(many):
    assert not gives_away(_region(set(range(1000 - many))), table_of([_region(WHOLE)]), K)


def test_one_who_came_for_another_is_seen():
    """As many, and yet not the same."""
    other = (WHOLE - {7}) | {2000}
    assert gives_away(_region(other), table_of([_region(WHOLE)]), K)


def test_three_regions_of_which_two_leave_a_few_of_the_third():
    web, call = set(range(570)), set(range(570, 997))
    known = [_region(WHOLE), _region(web)]
    assert gives_away(_region(call), table_of(known), K)
    assert gives_away(_region(WHOLE), table_of([_region(web), _region(call)]), K)
    assert not gives_away(_region(call - set(range(570, 580))), table_of(known), K)


def test_windows_that_overlap_are_taken_together():
    """First and second half with 3 shared: what both are more than the whole is those 3."""
    known = [_region(WHOLE), _region(set(range(503)))]
    assert gives_away(_region(set(range(500, 1000))), table_of(known), K)


def test_nothing_is_known_at_first_and_random_regions_are_no_alarm():
    assert not gives_away(_region(WHOLE), table_of([]), K)
    regions = [_region(set(DRAW.choice(3000, DRAW.integers(5, 60), replace=False))) for _ in range(300)]
    known = table_of(regions[:-20])
    assert sum(gives_away(region, known, K) for region in regions[-20:]) == 0
