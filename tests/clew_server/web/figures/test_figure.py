"""No bare number: a figure has its interval and n, a change its verdict, and what is unknown says why."""

from __future__ import annotations

import msgspec
import pytest
from django.template import Context, Template
from django.utils import translation

from clew.questions.answer import Answer, AnswerRow, Comparison
from clew_server.web.figures.figure import comparison_of, figure_of, verdict_of

ROW = AnswerRow(statistic="nps", value=31.2, lo=28.4, hi=34.1, n=2650, method="m")
FALL = Comparison(
    reference="2026-09-01..2026-09-30", difference=-9.0, lo=-13.0, hi=-5.0, p=0.001, q=0.001, beyond_chance=True,
    smallest_detectable=3.0, n=(2650, 2500), method="m",
)  # fmt: skip
NPS = Answer(
    metric="nps", label="NPS", statistic="nps", unit="points", direction="higher", level=0.95, as_of=None,
    spec_hash="", population="", rows=(ROW,), comparisons=(FALL,),
)  # fmt: skip


def changed(kind, **fields):
    return msgspec.structs.replace(kind, **fields)


def shown(template, **context):
    return " ".join(Template(template).render(Context(context)).split())


def test_a_figure_has_its_interval_and_n():
    figure = figure_of(NPS)
    assert (figure.value, figure.interval, figure.n) == ("31", "28 to 34", "n 2,650")


def test_a_share_says_its_unit_once():
    row = changed(ROW, value=0.78, lo=0.77, hi=0.801)
    figure = figure_of(changed(NPS, unit="share", rows=(row,)))
    assert (figure.value, figure.interval) == ("78%", "77 to 80")


def test_a_narrow_interval_gets_one_more_digit():
    row = changed(ROW, value=0.782, lo=0.7801, hi=0.785)
    figure = figure_of(changed(NPS, unit="share", rows=(row,)))
    assert (figure.value, figure.interval) == ("78.2%", "78.0 to 78.5")


def test_working_time_is_told_in_hours_at_most():
    row = changed(ROW, value=100_000.0, lo=90_000.0, hi=None)
    answer = changed(NPS, unit="seconds", rows=(row,))
    assert figure_of(answer).value == "1 day 4 hr"
    assert figure_of(answer, working=True).value == "27 hr 47 min"
    assert figure_of(answer).interval == "at least 1 day 1 hr"


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (changed(ROW, value=None, lo=None, hi=None, warnings=("suppressed",), n=3), "Too few to be shown."),
        (changed(ROW, value=None, lo=None, hi=None, n=0), "Nothing was counted in this period."),
        (changed(ROW, value=None, lo=None, hi=None), "It cannot be told from these data."),
    ],
)
def test_what_is_unknown_is_never_zero_and_says_why(row, why):
    figure = figure_of(changed(NPS, rows=(row,)))
    assert (figure.value, figure.why) == ("", why)
    text = shown("{% figure answer %}", answer=changed(NPS, rows=(row,)))
    assert "cannot tell" in text
    assert why in text


def test_a_change_beyond_chance_has_sign_interval_and_tone():
    verdict = verdict_of(NPS, FALL)
    assert (verdict.difference, verdict.interval, verdict.said, verdict.tone) == (
        "−9", "−13 to −5", "beyond chance", "bad",
    )  # fmt: skip
    assert verdict.reference == "Sep 1 – 30, 2026"


def test_less_is_good_where_less_is_wanted():
    assert verdict_of(changed(NPS, direction="lower"), FALL).tone == "good"
    assert verdict_of(changed(NPS, direction="none"), FALL).tone == ""


def test_shares_change_by_percentage_points():
    fall = changed(FALL, difference=-0.04, lo=-0.05, hi=-0.03)
    verdict = verdict_of(changed(NPS, unit="share"), fall)
    assert (verdict.difference, verdict.interval) == ("−4 percentage points", "−5 to −3")


def test_no_change_says_what_would_have_been_seen():
    still = changed(FALL, difference=1.0, lo=-2.0, hi=4.0, beyond_chance=False)
    verdict = verdict_of(NPS, still)
    assert (verdict.difference, verdict.said, verdict.tone) == ("", "no change shown; we would have seen ±3", "")


def test_too_few_to_compare_is_said():
    unknown = changed(FALL, difference=None, lo=None, hi=None, beyond_chance=None)
    assert verdict_of(NPS, unknown).said == "too few to tell whether it changed"
    assert verdict_of(NPS, None) is None


def test_a_row_finds_its_own_comparison():
    by = {"channel": "web"}
    answer = changed(NPS, comparisons=(FALL, changed(FALL, dimensions=by, difference=2.0)))
    assert comparison_of(answer, changed(ROW, dimensions=by)).difference == 2.0
    assert comparison_of(answer, changed(ROW, dimensions={"channel": "phone"})) is None


def test_the_reader_decides_how_numbers_look():
    row = changed(ROW, value=5.62, lo=5.1, hi=5.95, n=12_345)
    with translation.override("pl"):
        figure = figure_of(changed(NPS, unit="points of the scale", rows=(row,)))
    assert figure.value == "5,6"
    assert figure.n.endswith("12\u00a0345")


def test_parts_escape_what_they_are_given():
    text = shown("{% figure answer href=link note=note %}", answer=NPS, link='"><script>', note="<b>")
    assert "<script>" not in text
    assert "<b>" not in text
