"""A line stays in its box, breaks where nothing is known, and has a band only where there are intervals."""

from __future__ import annotations

import re

from msgspec.structs import replace

from clew.questions.answer import AnswerRow
from clew_server.insights.pulse.lines import line_of


def rows(*values, spread=None):
    return [
        AnswerRow(
            statistic="nps", value=value, n=9, method="",
            lo=None if value is None or spread is None else value - spread,
            hi=None if value is None or spread is None else value + spread,
        )
        for value in values
    ]  # fmt: skip


def test_all_points_lie_in_the_box_even_where_intervals_do_not():
    line = line_of(rows(-40, 12, 30, 5, spread=500), 100, 30)
    numbers = [float(x) for x in re.findall(r"[\d.]+", line.path + " " + line.band)]
    assert all(0 <= x <= 100 for x in numbers[::2])
    assert all(0 <= y <= 30 for y in numbers[1::2])
    assert line.band.count("Z") == 1


def test_a_week_that_is_not_known_breaks_the_line():
    assert line_of(rows(1, None, 2, 3), 100, 30).path.count("M") == 2
    assert line_of(rows(1, 2, None), 100, 30).path.count("M") == 1


def test_the_higher_value_stands_higher():
    line = line_of(rows(1, 9), 100, 30)
    (first, second) = (float(y) for y in re.findall(r"[ML][\d.]+ ([\d.]+)", line.path))
    assert second < first
    assert line.last[1] == str(second)
    assert line.band == ""


def test_one_value_is_no_line():
    assert line_of(rows(4), 100, 30) is None
    assert line_of(rows(4, None), 100, 30) is None


def test_a_flat_line_is_drawn_in_the_middle():
    assert line_of(rows(5, 5), 100, 30).last == ("98.0", "15.0")


def test_a_change_stands_over_its_period_and_nowhere_else():
    weeks = [replace(row, period=f"2026-W{place:02}") for place, row in enumerate(rows(1, 2, 3), 10)]
    marks = [
        {
            "period": "2026-W11",
            "said": "Mar 9",
            "what": "Prices <up>",
            "label": "Prices <up>",
            "is_late": False,
        },
        {"period": "2026-W40", "said": "", "what": "Later", "label": "Later", "is_late": True},
    ]
    [mark] = line_of(weeks, 100, 30, marks).marks
    assert (mark.x, mark.period, mark.what) == ("50.0", "Mar 9", "Prices <up>")
