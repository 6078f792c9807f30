"""The change log on charts over time: where each entry stands, and that it is drawn as text."""

from __future__ import annotations

from datetime import date

import pytest

from clew.changes import Change
from clew.charts import answer_chart, to_svg
from clew.charts.marks import marks_of
from clew.charts.pictures import line_chart
from clew.questions.answer import Answer, AnswerRow

MONTHS = [f"2026-0{number}" for number in range(1, 7)]


def change(begins, ends=None, title="Prices up"):
    return Change(begins=date.fromisoformat(begins), ends=ends and date.fromisoformat(ends), title=title)


@pytest.mark.parametrize(
    ("periods", "begins", "week_start", "at"),
    [
        (["2026-03-04", "2026-03-05"], "2026-03-05", "monday", "2026-03-05"),
        (["2026-W01", "2026-W53"], "2026-11-22", "monday", "2026-W47"),
        (["2026-W01", "2026-W53"], "2026-11-22", "sunday", "2026-W47"),
        (["2026-W01", "2026-W53"], "2026-11-21", "sunday", "2026-W46"),
        (MONTHS, "2026-02-28", "monday", "2026-02"),
        (["2025-Q4", "2026-Q3"], "2026-02-28", "monday", "2026-Q1"),
        (["2024", "2026"], "2025-02-28", "monday", "2025"),
    ],
)
def test_a_change_stands_in_the_period_its_first_day_lies_in(periods, begins, week_start, at):
    [mark] = marks_of([change(begins)], periods, week_start)
    assert (mark["period"], mark["until"]) == (at, at)


def test_what_lies_outside_is_left_out_and_a_span_is_cut_to_what_is_shown():
    outside = [change("2025-12-31"), change("2026-07-01")]
    assert marks_of(outside, MONTHS) == []
    [mark] = marks_of([*outside, change("2025-11-01", "2026-12-31")], MONTHS)
    assert (mark["period"], mark["until"]) == ("2026-01", "2026-06")


def test_changes_of_one_period_share_a_rule_and_long_titles_are_whole_in_the_hint():
    [mark] = marks_of([change("2026-02-03", title="b" * 40), change("2026-02-01", title="a")], MONTHS)
    assert mark["what"] == "a; " + "b" * 40
    assert mark["label"].endswith("…")
    assert marks_of([change("2026-02-03")], [None]) == marks_of([change("2026-02-03")], ["a group"]) == []


def answered(*groups):
    rows = tuple(
        AnswerRow(
            dimensions={"channel": group}, period=p, statistic="nps", value=10.0, lo=5.0, hi=15.0, n=50, method="m"
        )
        for group in groups
        for p in MONTHS
    )
    return Answer(
        metric="nps", label="NPS", statistic="nps", unit="points", direction="higher", level=0.95, as_of=None,
        spec_hash="x", population="Answers.", rows=rows,
    )  # fmt: skip


@pytest.mark.parametrize("groups", [("web",), ("web", "phone")])
def test_an_answer_over_time_has_a_rule_in_each_of_its_charts(groups):
    drawn = to_svg(answer_chart(answered(*groups), [change("2026-02-03")]), "x")
    assert drawn.count(">Prices up<") == len(groups)
    assert ">Prices up<" not in to_svg(answer_chart(answered(*groups)), "x")


def test_charts_over_time_draw_them_as_text():
    points = [{"period": p, "value": 1, "lo": 0, "hi": 2, "incomplete": False} for p in MONTHS]
    hostile = [change("2026-02-03", "2026-04-01", title="<b>&\"' up")]
    drawn = line_chart(points, unit="share", axis="", accent="#a3263f", marked={}, changes=hostile)
    assert "&lt;b&gt;" in to_svg(drawn, "x")
    assert "<b>" not in to_svg(drawn, "x")


def test_a_label_near_the_end_stands_before_its_rule():
    early, late = marks_of([change("2026-01-03"), change("2026-06-03")], MONTHS)
    assert (early["is_late"], late["is_late"]) == (False, True)
