# ruff: noqa: DTZ001 - times of the lake are UTC without a zone
"""Footprints: the counts of the answer's cells, and differences no larger than the rows that are not shared."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pytest

from clew.questions.asking import answer
from clew.questions.gathering.footprints import footprints
from clew.questions.parse import parse_question


@pytest.fixture
def prints(lake, engine):
    def run(metric, **words):
        question = parse_question(metric, **words)
        found = answer(question, lake, engine)
        return found, footprints(question, found, lake, engine)

    return run


@pytest.fixture
def answers(lake):
    begins = datetime(2026, 3, 1)
    rows = [
        {"feedback_id": f"f{i}", "customer_id": f"c{i}", "metric": "csat", "rating": i % 5 + 1, "scale_min": 1,
         "scale_max": 5, "program": "transactional", "channel": ("web", "call", "shop")[i % 3],
         "answered_at": begins + timedelta(hours=9 * i)}
        for i in range(240)
    ]  # fmt: skip
    lake.write("feedback", rows)
    return rows


@pytest.mark.parametrize("words", [{}, {"by": ("channel",)}, {"by": ("channel",), "every": "month"},
                                   {"where": ("channel=web",), "every": "week", "compare": "previous"}])  # fmt: skip
def test_each_cell_has_the_footprint_of_as_many_rows(answers, prints, words):
    found, known = prints("csat", **words)
    assert answers
    assert known.table == "feedback"
    assert {key: region[0] for key, region in known.cells.items()} == {
        (*row.dimensions.values(), row.period): row.n for row in found.rows if row.n
    }


def test_what_an_answer_is_compared_with_has_footprints_too(answers, prints):
    found, known = prints("csat", start="2026-04-01", end="2026-05-01", compare="previous")
    assert answers
    assert {region[0] for region in known.before.values()} == {c.n[1] for c in found.comparisons}


def test_footprints_add_up(answers, prints):
    whole = prints("csat")[1].cells
    parts = prints("csat", by=("channel",), every="month")[1].cells
    assert answers
    assert tuple(np.sum(list(parts.values()), axis=0)) == whole[(None,)]


def test_figures_that_differ_in_a_few_rows_differ_by_no_more_anywhere_and_others_do(answers, prints):
    assert answers
    ends = [datetime(2026, 5, 1), datetime(2026, 5, 2), datetime(2026, 5, 25)]
    short, day, long = (np.array(prints("csat", end=end)[1].cells[(None,)]) for end in ends)
    assert day[0] - short[0] == 3
    assert np.abs(day - short).max() == 3
    assert np.abs(long - day).max() >= 20
    assert np.sort(np.abs(long - day))[-4] >= 5, "others are told apart by several sums, not only by how many they are"
