"""A thing is told once: a company-wide change that is one touchpoint's, and a pain that has been mended."""

from __future__ import annotations

import numpy as np

from clew.findings.measure import Cell, Measure
from clew.findings.tested.changes import change_candidates
from clew.findings.tested.places import place_candidates
from clew.findings.tested.settled import without_echoes, without_mended
from clew.stats.sketch import Sketch

MEASURE = Measure("csat", "Satisfied", "share", "proportion", "higher", 1.0, 1.0)
MONTHS = [f"2026-{month:02d}" for month in range(1, 11)]
TOUCHPOINTS = ("App", "Shop", "Bill", "Help")


def company(share_of, n=300):
    cells = []
    for touchpoint in TOUCHPOINTS:
        for month in MONTHS:
            good = round(n * share_of(touchpoint, month))
            sketch = Sketch.of(np.array([1.0] * good + [0.0] * (n - good)))
            cells.append(Cell({"touchpoint": touchpoint, "channel": "web"}, month, sketch))
    return cells


def strong(candidates):
    return [c for c in candidates if c.p is not None and c.p < 1e-6 and c.holds]


def told(cells):
    found = change_candidates(MEASURE, cells, {})
    for name in TOUCHPOINTS:
        own = [c for c in cells if c.where["touchpoint"] == name]
        others = [c for c in cells if c.where["touchpoint"] != name]
        found += change_candidates(MEASURE, own, {"touchpoint": name}, others=others)
    found += place_candidates(MEASURE, [Cell(c.where, None, c.sketch) for c in cells], ("touchpoint",))
    series = {MEASURE.name: cells}
    settled = without_mended(without_echoes(strong(found), series), series)
    return {(c.kind, c.where.get("touchpoint"), c.where.get("since")) for c in settled}


def test_one_touchpoints_step_is_told_of_it_alone():
    cells = company(lambda touchpoint, month: 0.4 if touchpoint == "App" and month < "2026-06" else 0.8)
    assert told(cells) == {("change", "App", "2026-06")}


def test_a_step_of_all_is_told_of_the_company_alone():
    cells = company(lambda _, month: 0.5 if month < "2026-06" else 0.8)
    assert told(cells) == {("change", None, "2026-06")}


def test_a_pain_that_is_not_mended_stays():
    def share(touchpoint, month):
        if touchpoint != "App":
            return 0.9
        return 0.2 if month < "2026-06" else 0.5

    assert ("pain_point", "App", None) in told(company(share))
