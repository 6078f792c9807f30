"""Charts are valid, carry intervals, and follow the page's colours."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from clew.charts import answer_chart, picture, to_svg
from clew.charts.pictures import spark
from clew.questions.answer import Answer, AnswerRow


def month(number):
    known = {"value": 30.0 + number, "lo": 25.0, "hi": 45.0, "n": 90, "incomplete": number == 7}
    return {"period": f"2026-{number:02d}", **known}


def place(number):
    return {
        "place": f"<Place> {number}",
        "value": 0.3 + number / 20,
        "lo": 0.2,
        "hi": 0.8,
        "n": 90,
        "told": number == 2,
    }


LINE = [month(number) for number in range(1, 8)]
BARS = [place(number) for number in range(6)]


def drawn(chart, title="What <it> shows"):
    text = to_svg(chart, title)
    return text, ET.fromstring(text)  # noqa: S314 - drawn by ourselves


@pytest.mark.parametrize(
    "data",
    [
        {"kind": "line", "points": LINE, "since": "2026-04", "period": None},
        {"kind": "line", "points": LINE, "since": None, "period": "2026-04"},
        {"kind": "bars", "points": BARS},
    ],
)
def test_pictures_are_well_formed_and_in_the_pages_colours(data):
    text, root = drawn(picture(data, unit="share", axis="Satisfied"))
    assert root.get("role") == "img"
    assert root.get("aria-label") == "What <it> shows"
    assert "var(--ink" in text
    assert "#1b2430" not in text.lower()


def test_places_of_the_data_are_text_and_not_markup():
    _, root = drawn(picture({"kind": "bars", "points": BARS}, unit="share", axis="Satisfied"))
    said = {element.text for element in root.iter() if element.text}
    assert "<Place> 0" in said


def test_nothing_to_draw_is_no_picture():
    assert picture({"kind": "bars", "points": []}, unit="share", axis="x") is None
    assert picture({"kind": "line", "points": [{**LINE[0], "value": None}]}, unit="share", axis="x") is None
    assert spark(LINE[:1]) is None


def answer(*rows):
    return Answer(
        metric="nps", label="NPS", statistic="nps", unit="points", direction="higher", level=0.95, as_of=None,
        spec_hash="x", population="Answers.", rows=tuple(rows),
    )  # fmt: skip


def row(group, period=None, value=10.0, lo=5.0, hi=15.0):
    return AnswerRow(
        dimensions={"channel": group}, period=period, statistic="nps", value=value, lo=lo, hi=hi, n=50, method="m"
    )


@pytest.mark.parametrize(
    "rows",
    [
        [row("web"), row("phone"), row(None)],
        [row("web", period) for period in ("2026-01", "2026-02")],
        [row(group, period) for period in ("2026-01", "2026-02") for group in ("web", "phone")],
    ],
)
def test_an_answer_draws_its_intervals(rows):
    chart = answer_chart(answer(*rows, row("hidden", value=None)))
    drawn_data = str(chart.to_dict())
    assert "'lo': 5.0" in drawn_data
    assert "'hi': 15.0" in drawn_data
    assert "hidden" not in drawn_data
    drawn(chart)


@pytest.mark.parametrize("periods", [(None,), ("2026-01", "2026-02")])
@pytest.mark.parametrize(("limits", "end"), [({"hi": None}, "above"), ({"lo": None}, "below")])
def test_an_interval_with_one_limit_is_drawn_open(periods, limits, end):
    """A median of times whose upper limit is not reached: the line goes on beyond all that is known, with an arrow."""
    closed = [row("web", period) for period in periods]
    chart = answer_chart(answer(*closed, *(row("phone", period, **limits) for period in periods)))
    document = chart.to_dict()
    points = [point for point in document["data"]["values"] if point["group"] == "phone"]
    assert {point["open"] for point in points} == {end}
    drawn_to = {point["to" if end == "above" else "from"] for point in points}
    assert min(drawn_to) > 15.0 if end == "above" else max(drawn_to) < 5.0
    assert all(
        point["lo"] is None or point["hi"] is None for point in points
    )  # the words at the pointer claim no limit
    assert f"datum.open === '{end}'" in str(document)
    assert to_svg(chart, "x").count("<path") > to_svg(answer_chart(answer(*closed, *closed)), "x").count("<path")


def test_a_figure_without_an_interval_has_no_arrow():
    document = answer_chart(answer(row("web", lo=None, hi=None), row("phone"))).to_dict()
    assert [point["open"] for point in document["data"]["values"]] == [None, None]
    assert "triangle" not in str(document)
