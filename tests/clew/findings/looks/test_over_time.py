"""A measure over time: all together, and each place of its ground against the others."""

from __future__ import annotations

import numpy as np

from clew.findings.looks.over_time import look_over_time
from clew.findings.measure import Cell, Measure
from clew.stats.sketch import Sketch

MEASURE = Measure("reopen_rate", "Opened again", "share", "proportion", "lower", 1.0, 1.0, ground="team")
MONTHS = [f"2026-{month:02d}" for month in range(1, 11)]


def cells(share_of, teams=("Lublin", "Łódź", "Gdańsk"), n=200):
    made = []
    for team in teams:
        for month in MONTHS:
            yes = round(n * share_of(team, month))
            made.append(Cell({"team": team}, month, Sketch.of(np.array([1.0] * yes + [0.0] * (n - yes)))))
    return made


def strong(work):
    return {tuple(sorted(c.where.items())) for c in work.candidates if c.p is not None and c.p < 1e-6}


def test_one_teams_step_is_tested_against_the_other_teams(work, workspace):
    done = work(workspace())
    look_over_time(done, MEASURE, cells(lambda team, month: 0.5 if team == "Łódź" and month > "2026-05" else 0.1))
    assert (("since", "2026-06"), ("team", "Łódź")) in strong(done)
    assert not [where for where in strong(done) if ("team", "Gdańsk") in where or ("team", "Lublin") in where]


def test_what_all_did_is_told_of_no_single_team(work, workspace):
    done = work(workspace())
    look_over_time(done, MEASURE, cells(lambda _, month: 0.5 if month > "2026-05" else 0.1))
    assert strong(done) == {(("since", "2026-06"),)}


def test_a_single_team_is_the_whole_and_months_that_are_not_over_are_not_tested(work, workspace):
    done = work(workspace())
    look_over_time(done, MEASURE, cells(lambda _, month: 0.9 if month == "2026-10" else 0.1, teams=("Lublin",)))
    assert done.candidates
    assert not [c for c in done.candidates if "team" in c.where]
    assert strong(done) == set()
