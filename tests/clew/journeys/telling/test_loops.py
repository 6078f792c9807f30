"""Loop erasure over arrays against the same by hand, one walk at a time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.journeys.telling import loops as module
from clew.journeys.telling.loops import Walks, erase_loops


def walks_of(walks: list[list[tuple[str, int]]]) -> tuple[Walks, list[str]]:
    """Return the arrays of walks of (name, seconds since the place before)."""
    names = sorted({name for walk in walks for name, _ in walk})
    code = {name: number for number, name in enumerate(names)}
    starts, codes, waits = [0], [], []
    for walk in walks:
        for name, wait in walk:
            codes.append(code[name])
            waits.append(wait)
        starts.append(len(codes))
    return Walks(np.array(starts), np.array(codes, np.int64), np.array(waits, np.float64)), names


def by_hand(walk: list[tuple[str, int]]) -> tuple[list[tuple[list[str], int]], list[str], int]:
    """Return the loops (names, seconds) as they close, the way left and its seconds: a stack and nothing else."""
    way: list[tuple[str, int]] = []
    loops = []
    for name, wait in walk:
        on_way = [known for known, _ in way]
        if name in on_way:
            place = on_way.index(name)
            loops.append((on_way[place:], sum(w for _, w in way[place + 1 :]) + wait))
            del way[place + 1 :]
        else:
            way.append((name, wait))
    return loops, [name for name, _ in way], sum(w for _, w in way[1:])


def found_in(walks: list[list[tuple[str, int]]]) -> list[tuple[list[str], float]]:
    arrays, names = walks_of(walks)
    loops = erase_loops(arrays)
    found: dict[int, tuple[list[str], float]] = {}
    for length in set(loops.steps.tolist()):
        which = np.flatnonzero(loops.steps == length)
        for loop, row in zip(which.tolist(), loops.places(which).tolist(), strict=True):
            found[loop] = ([names[arrays.names[place]] for place in row], loops.seconds[loop])
    return [found[loop] for loop in range(len(loops.closes))]


def walk(text: str) -> list[tuple[str, int]]:
    return [(name, place) for place, name in enumerate(text)]


def test_back_at_once_and_back_again():
    assert found_in([walk("ABABA")]) == [(["A", "B"], 3), (["A", "B"], 7)]


def test_a_circle_within_a_circle_is_cut_out_first():
    assert found_in([walk("ABCBA")]) == [(["B", "C"], 5), (["A", "B"], 5)]


def test_a_name_cut_out_is_new_when_it_comes_again():
    assert found_in([walk("ABACB")]) == [(["A", "B"], 3)]


def test_no_walks_and_walks_of_one():
    assert found_in([]) == found_in([walk("A"), walk("B")]) == []


WALKS = st.lists(
    st.lists(st.tuples(st.sampled_from("ABCDEF"), st.integers(0, 50)), min_size=1, max_size=40).map(
        lambda walk: [step for i, step in enumerate(walk) if i == 0 or walk[i - 1][0] != step[0]]
    ),
    max_size=8,
)


@given(WALKS)
def test_walks_read_in_several_rounds_give_the_same(walks):
    whole = found_in(walks)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "CELLS", 1)
        assert found_in(walks) == whole


@given(WALKS)
def test_the_same_loops_as_one_walk_at_a_time(walks):
    assert found_in(walks) == [loop for walk in walks for loop in by_hand(walk)[0]]


@given(WALKS)
def test_steps_and_seconds_are_in_one_loop_or_on_the_way_left(walks):
    arrays, _ = walks_of(walks)
    loops = erase_loops(arrays)
    left = [by_hand(walk) for walk in walks]
    steps = sum(len(walk) - 1 for walk in walks)
    seconds = sum(wait for walk in walks for _, wait in walk[1:])
    assert loops.steps.sum() + sum(len(way) - 1 for _, way, _ in left) == steps
    assert loops.seconds.sum() + sum(taken for _, _, taken in left) == seconds
