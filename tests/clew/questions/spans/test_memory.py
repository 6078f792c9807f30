"""The memory of cells: it gives back what was put in, and forgets what was not asked for the longest."""

from __future__ import annotations

import numpy as np

from clew.questions.gathering.cells import Cell
from clew.questions.spans.memory import CellMemory
from clew.stats.sketch import Sketch
from clew.stats.survival.lifetimes import Lifetimes


def cell(content):
    return Cell((), (), None, content)


def test_it_gives_back_what_was_put_in():
    memory = CellMemory()
    assert memory.get("a") is None
    memory.put("a", [cell(Sketch(3))])
    memory.put("b", [])
    assert (memory.get("a"), memory.get("b")) == ((cell(Sketch(3)),), ())
    memory.forget()
    assert memory.get("a") is None


def test_what_is_large_pushes_out_what_was_not_asked_for_the_longest():
    memory = CellMemory(kept=1000)
    for name in "abc":
        memory.put(name, [cell(Sketch(1))])
    memory.get("a")
    memory.put("d", [cell(Lifetimes.of(np.arange(240.0)))])
    memory.put("d", [cell(Lifetimes.of(np.arange(220.0)))])
    assert [name for name in "abcd" if memory.get(name)] == ["a", "d"]


def test_what_is_too_large_for_all_is_still_kept_alone():
    memory = CellMemory(kept=10)
    memory.put("a", [cell(Sketch(1))])
    memory.put("b", [cell(Sketch(1))])
    assert [name for name in "ab" if memory.get(name)] == ["b"]
