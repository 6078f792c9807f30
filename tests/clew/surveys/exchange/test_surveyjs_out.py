"""SurveyJS out: what is left out is listed; read again, the same is asked of the same people."""

from __future__ import annotations

import itertools

import pytest

from clew.surveys import load_survey
from clew.surveys.exchange.surveyjs_files.surveyjs_in import read_surveyjs
from clew.surveys.exchange.surveyjs_files.surveyjs_out import write_surveyjs
from clew.surveys.ready.ready import READY, ready_survey
from clew.surveys.running import Answer, route


@pytest.mark.parametrize("name", READY)
def test_ready_surveys_come_back(name):
    survey = ready_survey(name)
    document, losses = write_surveyjs(survey)
    again = read_surveyjs(document, name).survey
    assert [page.id for page in again.pages] == [page.id for page in survey.pages]
    assert again.languages == survey.languages
    for before, after in zip(survey.questions, again.questions, strict=True):
        assert before.text == after.text
        same = "single" if before.__struct_config__.tag == "feeling" else before.__struct_config__.tag
        assert after.__struct_config__.tag == same
        told = [loss.message for loss in losses if loss.where == before.id]
        assert (same != before.__struct_config__.tag) == any("asks for a feeling" in said for said in told)
    assert any("program" in loss.message for loss in losses)


def test_every_type_is_written(every_type):
    document, losses = write_surveyjs(every_type)
    elements = {element["name"]: element for page in document["pages"] for element in page["elements"]}
    assert {name: element["type"] for name, element in elements.items()} == {
        "recommend": "rating", "satisfied": "rating", "effort": "rating", "ease": "rating", "shop": "rating",
        "warmth": "rating", "about": "html", "reason": "radiogroup", "seen": "checkbox", "order": "ranking",
        "staff": "matrix",
        "often": "matrix", "why": "comment", "name": "text", "felt": "radiogroup",
    }  # fmt: skip
    assert elements["recommend"] | {} == {
        "type": "rating", "name": "recommend", "title": "Recommend?", "isRequired": True, "rateMin": 0, "rateMax": 10,
        "minRateDescription": "no", "maxRateDescription": "yes",
    }  # fmt: skip
    assert elements["about"]["html"] == "You gave {recommend}, {customer.first_name}."
    assert elements["staff"]["columns"] == [1, 2, 3, 4, 5]
    assert elements["name"]["visibleIf"] == "{why} notempty"
    assert [choice["value"] for choice in elements["felt"]["choices"]][:2] == ["delighted", "happy"]
    told = {(loss.where, loss.message.split(" is ")[0]) for loss in losses}
    assert {("satisfied", "'does not apply'"), ("seen", "'exclusive' of 'none'"), ("reason", "'fixed' of 'no'"),
            ("ease", "its instrument"), ("staff", "'touchpoint' of 'kind'"), ("staff", "That its rows measure csat"),
            ("felt", "That it asks for a feeling")} <= told  # fmt: skip


WAY = """
format: 1
id: way
title: Way
program: none
pages:
  - {id: one, questions: [{id: a, type: stars, text: A}], jumps: [{to: three, when: a = 3}, {to: end,
  when: a = 4}, {to: four, when: a = 5}]}
  - {id: two, show_if: a != 2, questions: [{id: b, type: stars, text: B}], jumps: [{to: four, when: b = 1}, {to: end}]}
  - {id: three, questions: [{id: c, type: stars, text: C}], jumps: [{to: end}]}
  - {id: four, questions: [{id: d, type: stars, text: D}]}
"""


def test_jumps_become_conditions_that_show_the_same_pages():
    survey = load_survey(WAY)
    document, _ = write_surveyjs(survey)
    again = read_surveyjs(document, "way").survey
    for values in itertools.product([None, 1, 2, 3, 4, 5], [None, 1, 2], [None, 1]):
        answers = {
            name: Answer(state="missing") if value is None else Answer(rating=value)
            for name, value in zip("abc", values, strict=True)
        }
        answers["d"] = Answer(rating=1)
        assert [one.page.id for one in route(survey, answers).passed] == [
            one.page.id for one in route(again, answers).passed
        ], values


RANKED = """
format: 1
id: ranked
title: Ranked
program: none
pages:
  - {id: one, questions: [{id: order, type: ranking, text: Order, options: [{id: a, text: A}, {id: b, text: B},
  {id: c, text: C}]}]}
  - {id: two, show_if: "CONDITION", questions: [{id: d, type: stars, text: D}]}
"""


@pytest.mark.parametrize(("ours", "theirs"), [
    ("order.a = 1", "{order[0]} = 'a'"), ("order.b <= 2", "{order[0]} = 'b' or {order[1]} = 'b'"),
    ("order.c > 3", "{order} contains 'c' and !({order} contains 'c')"), ("order.a in [1, 3]",
    "{order[0]} = 'a' or {order[2]} = 'a'"), ("order.a is answered", "{order} contains 'a'"),
    ("not order.b != 2", "!({order[0]} = 'b' or {order[2]} = 'b')"), ("order.a >= 1", "{order} contains 'a'"),
])  # fmt: skip
def test_places_in_a_ranking_are_asked_of_its_list_and_show_the_same(ours, theirs):
    survey = load_survey(RANKED.replace("CONDITION", ours))
    document, _ = write_surveyjs(survey)
    assert document["pages"][1]["visibleIf"] == theirs
    again = read_surveyjs(document, "ranked").survey
    for length in range(4):
        for order in itertools.permutations("abc", length):
            answers = {"order": Answer(choices=order) if order else Answer(state="missing"), "d": Answer(rating=1)}
            shown = [[one.page.id for one in route(each, answers).passed] for each in (survey, again)]
            assert shown[0] == shown[1], order


def test_help_of_a_statement_is_left_out_and_listed():
    text = WAY.replace("text: A}", "text: A}, {id: s, type: statement, text: Read, help: Slowly}")
    document, losses = write_surveyjs(load_survey(text))
    assert "description" not in document["pages"][0]["elements"][1]
    assert [loss.message for loss in losses if loss.where == "s"] == [
        "Its help is left out: a text that asks nothing has none there."
    ]


HIDDEN = """
format: 1
id: hidden
title: Hidden
program: none
pages:
  - {id: one, questions: [{id: a, type: stars, text: A}]}
  - {id: two, questions: [{id: b, type: stars, text: B, show_if: a = 1}], jumps: [{to: end}]}
  - {id: three, questions: [{id: c, type: stars, text: C}]}
"""


def test_a_page_of_which_nothing_is_shown_ends_nothing():
    survey = load_survey(HIDDEN)
    again = read_surveyjs(write_surveyjs(survey)[0], "hidden").survey
    for value, pages in ((1, ["one", "two"]), (2, ["one", "three"])):
        answers = {"a": Answer(rating=value), "b": Answer(rating=1), "c": Answer(rating=1)}
        for one in (survey, again):
            assert [passed.page.id for passed in route(one, answers).passed] == pages


def test_jumps_without_end_are_left_out_and_listed():
    pages = [
        f"  - {{id: p{at}, questions: [{{id: q{at}, type: stars, text: T}}], "
        f"jumps: [{{to: p{at + 2}, when: q{at} = 1}}, {{to: end, when: q{at} = 2}}]}}"
        for at in range(40)
    ]
    last = [f"  - {{id: p{at}, questions: [{{id: q{at}, type: stars, text: T}}]}}" for at in (40, 41)]
    text = "\n".join(["format: 1", "id: many", "title: Many", "program: none", "pages:", *pages, *last])
    document, losses = write_surveyjs(load_survey(text))
    assert any("too many of them for one condition" in loss.message for loss in losses)
    assert len(str(document)) < 200_000


def test_marks_in_texts_are_words_where_html_is_shown(every_type):
    text = WAY.replace("text: A}", "text: A}, {id: s, type: statement, text: 1 < 2 & 3}").replace(
        "title: Way", "title: Way\nthanks: a < b"
    )
    document, _ = write_surveyjs(load_survey(text))
    assert document["pages"][0]["elements"][1]["html"] == "1 &lt; 2 &amp; 3"
    assert document["completedHtml"] == "a &lt; b"
    assert read_surveyjs(document, "x").survey.question("s").text == "1 < 2 & 3"
