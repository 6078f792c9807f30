"""What a survey of SurveyJS has and ours cannot have is told; what people build there most comes along."""

from __future__ import annotations

import json

import pytest

from clew.surveys.exchange.recognise import read_other

FIRST = [
    {"type": "radiogroup", "name": "question 1", "choices": [100, 7]},
    {"type": "boolean", "name": "passed"},
    {"type": "boolean", "name": "agreed", "valueTrue": "ja", "valueFalse": 0},
]


def read(*elements: dict):
    document = {"title": "Ours", "pages": [{"name": "a", "elements": FIRST}, {"name": "b", "elements": [*elements]}]}
    found = read_other(json.dumps(document).encode(), "ours.json")
    assert found.problems == ()
    return found.survey, [str(loss) for loss in found.losses]


@pytest.mark.parametrize(("written", "ours"), [
    ("{passed} = false", "passed = 'no'"), ("{passed} = 'true'", "passed = 'yes'"),
    ("{agreed} = 'ja'", "agreed = 'yes'"), ("{agreed} = 0", "agreed = 'no'"), ("{agreed} = true", "agreed = 'yes'"),
    ("{question 1} = 100 or {question 1} = '7'", "question_1 = '100' or question_1 = '7'"),
])  # fmt: skip
def test_conditions_on_yes_and_no_and_on_names_of_several_words(written, ours):
    survey, told = read({"type": "text", "name": "q", "visibleIf": written})
    assert survey.question("q").show_if == ours
    assert not [line for line in told if "condition" in line]


def test_answers_put_into_a_text_by_names_of_several_words_and_what_is_no_question():
    survey, told = read({"type": "text", "name": "q", "title": "{question 1}, {passed}, {row.x}"})
    assert survey.question("q").text == "{{answer.question_1}}, {{answer.passed}}, {row.x}"
    assert [line for line in told if "in a text" in line] == [
        "'{row.x}' in a text stands as it is: write here what is to be put in."
    ]


def test_several_fields_keep_the_words_of_all_and_what_each_asked_for_is_told():
    item = {"name": "mail", "title": "Mail", "inputType": "email", "validators": [{}]}
    fields = {"type": "multipletext", "name": "about", "title": {"default": "You:", "pl": "Ty:"}, "isRequired": True,
              "items": [item, {"name": "town"}], "itemSize": 3}  # fmt: skip
    survey, told = read(fields, {"type": "text", "name": "q", "visibleIf": "{about.mail} notempty"})
    assert (survey.question("about_mail").text, survey.question("about_town").text) == ("You: Mail", "You: town")
    assert survey.question("about_mail").required
    assert survey.question("q").show_if == "about_mail is answered"
    for said in ("about.mail: 'validators' is left out", "about_mail: It took answers of the kind 'email' only",
                 "about: 'itemSize' is left out"):  # fmt: skip
        assert [line for line in told if line.startswith(said)], (said, told)


def test_what_a_panel_has_beside_is_told():
    panel = {"type": "panel", "name": "p", "description": "Why", "isRequired": True, "elements": [
        {"type": "text", "name": "q"}]}  # fmt: skip
    _, told = read(panel)
    assert [line for line in told if line.startswith("p:")] == [
        "p: 'description' is left out; it has no counterpart.",
        "p: 'isRequired' is left out; it has no counterpart.",
    ]


def test_points_from_high_to_low_are_a_scale():
    survey, told = read({"type": "rating", "name": "q", "rateValues": [3, 2, 1]})
    assert (survey.question("q").min, survey.question("q").max) == (1, 3)
    assert "q: Its points stood from high to low; here they stand from low to high." in told


@pytest.mark.parametrize(("more", "ends"), [
    ({}, (1, 5)), ({"rateMin": 0}, (0, 5)), ({"rateMax": 7}, (1, 7)), ({"rateMin": 2, "rateCount": 6}, (2, 7)),
    ({"rateMax": 10, "rateCount": 10}, (1, 10)), ({"rateMax": 9, "rateCount": 10}, (0, 9)),
    ({"rateMin": 1, "rateMax": 4, "rateCount": 9}, (1, 4)), ({"rateMin": 8}, (4, 5)),
])  # fmt: skip
def test_a_rating_has_the_points_it_has_there(more, ends):
    survey, _ = read({"type": "rating", "name": "q", **more})
    assert (survey.question("q").min, survey.question("q").max) == ends


def test_nothing_to_ten_by_its_count_is_nps():
    survey, _ = read({"type": "rating", "name": "q", "rateMax": 10, "rateCount": 11})
    assert survey.question("q").__struct_config__.tag == "nps"


@pytest.mark.parametrize("where", ["comment", "text", "radiogroup"])
@pytest.mark.parametrize("sign", ["contains", "notcontains"])
def test_a_part_of_an_answer_is_not_taken_for_the_whole(where, sign):
    first = {"type": where, "name": "words", "choices": ["late"]}
    survey, told = read(first, {"type": "text", "name": "q", "visibleIf": f"{{words}} {sign} 'late'"})
    assert survey.question("q").show_if == ""
    said = f"q: The condition ({{words}} {sign} 'late') is left out. It looks for 'late' within an answer"
    assert [line for line in told if line.startswith(said)], told


def test_that_one_row_is_required_does_not_require_all():
    grid = {"type": "matrix", "name": "q", "columns": [1, 2, 3], "rows": ["x", "y"], "isRequired": True}
    survey, told = read(grid)
    assert not survey.question("q").required
    assert "q: At least one of its rows had to be answered; here all may be left blank." in told
    for key in ("eachRowRequired", "isAllRowRequired"):
        survey, told = read(grid | {key: True})
        assert survey.question("q").required
        assert not [line for line in told if line.startswith("q:")]


def test_two_languages_of_one_kind_stay_apart_and_two_texts_in_one_are_told():
    title = {
        "default": "Why?",
        "zh-cn": "为什么",
        "zh-tw": "為什麼",
        "pt": "Porquê?",
        "pt-br": "Por quê?",
        "en": "Wherefore?",
    }
    survey, told = read({"type": "text", "name": "q", "title": title})
    assert survey.question("q").text == {
        "en": "Why?", "zh-CN": "为什么", "zh-TW": "為什麼", "pt": "Porquê?", "pt-BR": "Por quê?",
    }  # fmt: skip
    assert [line for line in told if "is left out, beside" in line] == [
        "A text in 'en' is left out, beside another in 'en': “Wherefore?”."
    ]


def test_several_fields_keep_what_is_said_below_the_words_of_all():
    fields = {"type": "multipletext", "name": "q", "description": "Short", "items": [{"name": "a"}, {"name": "b"}]}
    survey, told = read(fields)
    assert [survey.question(name).help for name in ("q_a", "q_b")] == ["Short", "Short"]
    assert not [line for line in told if "description" in line]


def test_what_a_ranking_cannot_have_is_told():
    more = {"minSelectedChoices": 2, "showOtherItem": True}
    survey, told = read({"type": "ranking", "name": "q", "choices": ["a", "b"], **more})
    assert len(survey.question("q").options) == 2
    for key in ("minSelectedChoices", "other"):
        assert f"q: '{key}' is left out; a ranking here has no such setting." in told


@pytest.mark.parametrize(("written", "ours"), [
    ("{order[0]} = 'a'", "order.a = 1"), ("{order[1]} != 'b'", "not order.b = 2"),
    ("{order} contains 'a'", "order.a is answered"), ("{order} notcontains 'a'", "not order.a is answered"),
])  # fmt: skip
def test_places_in_a_ranking_are_places_of_its_options(written, ours):
    ranking = {"type": "ranking", "name": "order", "choices": ["a", "b"]}
    page = {"type": "text", "name": "q", "visibleIf": written}
    document = {"pages": [{"name": "a", "elements": [ranking]}, {"name": "b", "elements": [page]}]}
    found = read_other(json.dumps(document).encode(), "ours.json")
    assert found.survey.question("q").show_if == ours


@pytest.mark.parametrize("written", ["{order[0]} > 'a'", "{order[5]} = 'a'", "{order} contains 'z'"])
def test_places_that_are_none_are_told(written):
    survey, told = read(
        {"type": "ranking", "name": "order", "choices": ["a", "b"]}, {"type": "text", "name": "q", "visibleIf": written}
    )
    assert survey.question("q").show_if == ""
    assert [line for line in told if line.startswith("q: The condition")]
