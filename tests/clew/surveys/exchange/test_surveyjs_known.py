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
