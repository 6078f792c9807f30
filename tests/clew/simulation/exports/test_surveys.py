"""The weekly exports: they overlap, later ones correct earlier ones, and some lines are broken."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict

import numpy as np

from clew.simulation.contacts import draw_contacts, draw_visits
from clew.simulation.customers import draw_customers
from clew.simulation.exports import surveys
from clew.simulation.opinions import draw_opinions
from clew.simulation.times import Calendar


def test_naive_concatenation_counts_nearly_everything_thrice(company):
    counts, rows = company.truth.counts, company.survey_rows()
    times_listed = Counter(row["response_id"] for row in rows if row["answered_at"])
    assert len(rows) == counts["survey_rows"]
    assert len(times_listed) == counts["responses"]
    assert set(times_listed.values()) <= {1, 2, 3}
    assert sum(times_listed.values()) > 2.9 * len(times_listed)
    assert len({row["response_id"] for row in rows}) == counts["invitations"]


def test_invitations_without_an_answer_are_listed_once_and_empty(company):
    silent = [row for row in company.survey_rows() if not row["answered_at"]]
    assert len(silent) == len({row["response_id"] for row in silent})
    assert len(silent) == company.truth.counts["invitations"] - company.truth.counts["responses"]
    assert {(row["nps"], row["satisfaction"], row["ease"], row["comment"], row["changed_at"]) for row in silent} == {
        ("",) * 5
    }


def test_a_later_export_carries_the_corrected_row(company):
    versions = defaultdict(list)
    for row in company.survey_rows():
        version = tuple(row.items())
        if version not in versions[row["response_id"]]:
            versions[row["response_id"]].append(version)
    corrected = {key: [dict(row) for row in rows] for key, rows in versions.items() if len(rows) > 1}
    late = [row for row in company.answers().values() if row["changed_at"] > row["answered_at"]]
    assert len(late) == company.truth.counts["corrected"]
    assert corrected.keys() <= {row["response_id"] for row in late}
    assert len(corrected) > 0.6 * len(late)
    for first, second in corrected.values():
        assert first["changed_at"] < second["changed_at"]
        given = [name for name in ("nps", "satisfaction", "ease") if first[name]]
        sums = {"nps": 10, "satisfaction": 6, "ease": 8}
        assert all(int(first[name]) + int(second[name]) == sums[name] for name in given)


def test_each_survey_asks_its_own_questions(company):
    for row in company.answers().values():
        if not row["answered_at"]:
            continue
        assert bool(row["satisfaction"]) == (row["survey"] == "Transactional")
        assert bool(row["nps"]) == (row["survey"] == "Relationship" or bool(row["order_no"]))
        assert bool(row["touchpoint"]) == (row["survey"] == "Transactional")
        assert row["sent_at"] < row["answered_at"] <= row["changed_at"]


def test_ratings_lie_on_their_scales_and_all_are_used(company):
    given = defaultdict(set)
    for row in company.survey_rows():
        for name in ("nps", "satisfaction", "ease"):
            given[name].add(row[name])
    assert given["nps"] - {""} == set(map(str, range(11)))
    assert given["satisfaction"] - {""} == set(map(str, range(1, 6)))
    assert given["ease"] - {""} == set(map(str, range(1, 8)))


def test_some_lines_are_broken_in_each_of_four_ways(company):
    broken, blank, shouted = Counter(), 0, 0
    for path in company.exports.glob("survey_*.csv"):
        text = path.read_text("utf-8")
        blank += "\n\n" in text
        shouted += any(word in text for word in (",PHONE,", ",APP,", ",WEB,"))
        for row in csv.reader(line for line in text.splitlines() if line.startswith("R-9")):
            broken[(len(row), row[5][:2], *row[8:10])] += 1
    assert sum(broken.values()) == company.truth.counts["survey_dirt"]
    assert {key[:2] + key[2:] for key in broken} == {
        (16, "20", "11", ""),
        (16, "20", "", "9"),
        (16, "32", "8", ""),
        (9, "20", "7"),
    }
    assert blank
    assert shouted


def test_no_time_falls_into_the_hour_that_is_skipped_in_spring(monkeypatch):
    """Over ten seeds, with every answer corrected, so that some would fall into it."""
    monkeypatch.setattr(surveys, "_CORRECTED", 1.0)
    calendar, answered, changed = Calendar("2025-04", 18), 0, 0
    for seed in range(10):
        rng = np.random.Generator(np.random.PCG64(seed))
        customers = draw_customers(rng, calendar, 2_000)
        contacts = draw_contacts(rng, calendar, customers)
        opinions = draw_opinions(rng, calendar, customers, contacts, draw_visits(rng, contacts))
        weeks = surveys._Weeks.of(calendar)
        week = weeks.position(np.where(opinions.given, opinions.answered, opinions.sent))
        corrected = surveys._corrections(rng, calendar, opinions, week, weeks)
        answered += in_hour(opinions.answered, 3)
        changed += in_hour(corrected, 3)
        assert in_hour(opinions.answered, 2) == in_hour(corrected, 2) == 0
    assert answered
    assert changed


def in_hour(times, hour):
    return int((times.astype("datetime64[h]") == np.datetime64(f"2026-03-29T0{hour}")).sum())
