"""The thin ends of a series: what an export's edges leave over is no change; a thin month in the middle is."""

from __future__ import annotations

from clew.findings.measure import Cell
from clew.findings.tested.tails import thin_ends
from clew.stats.sketch import Sketch


def series(*sizes: int) -> list[Cell]:
    return [Cell({}, f"2026-{month:02d}", Sketch(n)) for month, n in enumerate(sizes, 1)]


def test_leftovers_at_both_ends_go_however_many_they_are() -> None:
    assert thin_ends(series(1, 4, 900, 1000, 1100, 20, 3)) == {"2026-01", "2026-02", "2026-06", "2026-07"}


def test_a_thin_month_between_others_is_to_be_told() -> None:
    assert thin_ends(series(900, 1000, 2, 1100)) == frozenset()


def test_a_quiet_end_is_no_leftover() -> None:
    assert thin_ends(series(1000, 900, 101, 100)) == frozenset()


def test_places_of_a_month_are_taken_together_and_nothing_is_nothing() -> None:
    cells = [*series(500, 500, 10), *series(500, 500, 60)]
    assert thin_ends(cells) == {"2026-03"}
    assert thin_ends([]) == thin_ends([Cell({}, None, Sketch(5))]) == frozenset()
