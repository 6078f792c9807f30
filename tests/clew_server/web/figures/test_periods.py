"""Periods in the reader's words, on pages and in charts; a chart's data keep the labels that put them in order."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.utils import translation

from clew.changes import Change
from clew.charts.answer_chart import answer_chart
from clew.questions.answer import Answer, AnswerRow
from clew_server.web.figures.periods import period, said_of, with_periods


@pytest.mark.parametrize(
    ("language", "label", "said"),
    [
        ("en", "2026-W35", "week of Aug 24, 2026"),
        ("pl", "2026-W35", "tydzień od 24 sie 2026"),
        ("ro", "2026-08", "august 2026"),
        ("ru", "2026-Q3", "3-й кв. 2026"),
        ("en", "the span before", "the span before"),
        ("en", None, ""),
    ],
)
def test_a_label_is_said_in_the_readers_language(language, label, said):
    with translation.override(language):
        assert period(label) == said


def test_a_week_begins_as_the_teams_weeks_do():
    assert period("2026-W35", "sunday") == period("2026-W35", 7) == "week of Aug 30, 2026"


def answer(periods):
    blank = dict.fromkeys(AnswerRow.__struct_fields__)
    rows = tuple(
        AnswerRow(**{**blank, "dimensions": {}, "period": label, "value": 1.0 + at, "lo": 0.5, "hi": 4.0, "n": 9,
                     "warnings": ()})
        for at, label in enumerate(periods)
    )  # fmt: skip
    told = dict.fromkeys(Answer.__struct_fields__)
    return Answer(**{**told, "label": "NPS", "unit": "points", "rows": rows, "comparisons": (), "warnings": ()})


def test_axis_and_hints_of_a_chart_say_periods_and_its_data_keep_the_labels():
    periods = ["2026-W34", "2026-W35"]
    spec = answer_chart(answer(periods), [Change(begins=date(2026, 8, 25), title="Prices")]).to_dict()
    text = json.dumps(with_periods(spec, said_of(periods)))
    assert '{\\"2026-W34\\": \\"Aug 17, 2026\\", \\"2026-W35\\": \\"Aug 24, 2026\\"}[datum.value]' in text
    assert '"said": "week of Aug 24, 2026"' in text
    assert '"period": "2026-W35"' in text
    assert '{"field": "said", "title": "period", "type": "nominal"}' in text
    assert '{"field": "period", "title": "period"' not in text, "no hint says the machine's label"


def test_what_a_label_is_not_is_neither_lost_nor_run():
    said = said_of(['x"] || alert(1)', "2026-08"])
    spec = {"data": {"values": [{"period": 'x"] || alert(1)'}]}, "x": {"field": "period", "axis": {}}}
    found = with_periods(spec, said)
    assert found["data"]["values"][0]["said"] == 'x"] || alert(1)'
    assert json.dumps('x"] || alert(1)') in found["x"]["axis"]["labelExpr"]
