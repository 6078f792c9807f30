"""SurveyJS in: what it says is kept, what we cannot say is listed, and nothing it holds is an error."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.errors import UnreadableFileError, UsageError
from clew.surveys import load_survey, survey_text
from clew.surveys.exchange.recognise import LARGEST, read_other
from clew.surveys.exchange.surveyjs_files.surveyjs_in import read_surveyjs
from clew.surveys.files.file import document_text
from clew.surveys.model.texts import told

SHOP = {
    "title": {"default": "Your visit", "pl": "Wizyta"},
    "locale": "en",
    "showProgressBar": "top",
    "calculatedValues": [],
    "completedHtml": "<h3>Thank you, {who}!</h3>",
    "pages": [
        {
            "name": "page1",
            "title": "First",
            "elements": [
                {"type": "text", "name": "who", "title": "Your name", "inputType": "email", "maxLength": 40},
                {"type": "rating", "name": "nps-score", "title": "How likely are you to recommend us?", "rateMin": 0,
                 "rateMax": 10, "minRateDescription": "Not likely", "maxRateDescription": {"default": "Very",
                 "pl": "Bardzo"},
                 "isRequired": True},
                {"type": "rating", "name": "satisfied", "title": "How satisfied are you?", "description": "Overall"},
                {"type": "rating", "name": "ease", "title": "It was easy", "rateValues": [1, 2, 3, 4, 5, 6,
                {"value": 7, "text": "Yes"}]},
                {"type": "rating", "name": "shop", "rateType": "stars", "rateCount": 4},
                {"type": "rating", "name": "odd", "rateValues": ["bad", {"value": "good", "text": "Good!"}]},
                {"type": "rating", "name": "warm", "rateMin": -2, "rateMax": 2},
            ],
        },
        {
            "name": "page2",
            "visibleIf": "{nps-score} <= 6 or ({shop} notempty and {odd} = 'bad')",
            "elements": [
                {"type": "radiogroup", "name": "why", "title": "Why, {who}?", "choices": ["price",
                {"value": "too slow", "text": "Slow"}],
                 "showOtherItem": True, "otherText": "Else", "choicesOrder": "random"},
                {"type": "checkbox", "name": "seen", "choices": [1, 2, 3], "hasNone": True, "noneText": "Nothing",
                 "maxSelectedChoices": 2, "validators": [{"type": "answercount"}]},
                {"type": "panel", "name": "box", "title": "More", "visibleIf": "{why} != 'price'", "elements": [
                    {"type": "comment", "name": "words", "visibleIf": "{seen} contains 2", "maxLength": 99999},
                    {"type": "boolean", "name": "again", "labelTrue": "Sure"},
                ]},
                {"type": "ranking", "name": "order", "choices": ["a", "b", "c"], "maxSelectedChoices": 2},
                {"type": "matrix", "name": "grid", "columns": [1, 2, 3, 4, 5], "rows": [{"value": "x",
                "text": "X"}], "isAllRowRequired": True},
                {"type": "matrix", "name": "often", "columns": ["never", "daily"], "rows": ["x", "y"]},
                {"type": "multipletext", "name": "both", "items": [{"name": "one", "title": "One"}, {"name": "two"}]},
                {"type": "file", "name": "photo"},
                {"type": "html", "name": "note", "html": "<p>Read <b>this</b> &amp; go</p>"},
                {"type": "text", "name": "end", "visibleIf": "{again} = true and age({who}) > 3"},
            ],
        },
    ],
    "triggers": [
        {"type": "complete", "expression": "{nps-score} = 10"},
        {"type": "setvalue", "expression": "{who} = 'x'", "setToName": "y"},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def carried():
    return read_other(json.dumps(SHOP).encode(), "shop.json")


def test_the_survey_is_ours_and_can_be_used(carried):
    assert carried.problems == ()
    assert load_survey(document_text(carried.document)) == carried.survey
    assert load_survey(survey_text(carried.survey)) == carried.survey
    assert (carried.survey.id, carried.survey.languages) == ("shop", ("en", "pl"))


def test_questions_keep_their_kind_and_scale(carried):
    kinds = {question.id: question.__struct_config__.tag for question in carried.survey.questions}
    assert kinds == {
        "who": "short_text", "nps_score": "nps", "satisfied": "csat", "ease": "ces", "shop": "stars", "odd": "single",
        "warm": "rating", "why": "single", "seen": "multiple", "words": "long_text", "again": "single",
        "order": "ranking",
        "grid": "matrix", "often": "matrix", "both_one": "short_text", "both_two": "short_text", "note": "statement",
        "end": "short_text",
    }  # fmt: skip
    survey = carried.survey
    assert survey.question("nps_score").high == {"en": "Very", "pl": "Bardzo"}
    assert survey.question("shop").points == 4
    assert (survey.question("warm").min, survey.question("warm").max) == (-2, 2)
    assert (survey.question("grid").min, survey.question("grid").max, survey.question("grid").required) == (1, 5, True)
    assert [option.id for option in survey.question("why").options] == ["price", "too_slow"]
    assert (survey.question("why").other, survey.question("why").randomise) == ("Else", True)
    assert [option.id for option in survey.question("seen").options if option.exclusive] == ["none"]
    assert survey.question("note").text == "Read this & go"
    assert survey.question("words").max_length == 5000


def test_conditions_places_and_endings_are_ours(carried):
    survey = carried.survey
    assert survey.pages[1].show_if == "nps_score <= 6 or shop is answered and odd = 'bad'"
    assert survey.question("words").show_if == "(not why = 'price') and (seen has '2')"
    assert survey.question("again").show_if == "not why = 'price'"
    assert told(survey.question("why").text, "en", "en") == "Why, {{answer.who}}?"
    assert survey.pages[0].jumps[0].when == "nps_score = 10"
    assert survey.thanks == "Thank you, {{answer.who}}!"


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("", "'showProgressBar' is left out: how it looks"), ("", "'calculatedValues' is left out"), ("",
        "write program"),
        ("nps-score", "It is called 'nps_score' here"), ("who", "answers of the kind 'email' only"),
        ("satisfied", "customer satisfaction (csat)"), ("ease", "customer effort (v2)"), ("ease",
        "Words at single points"),
        ("why", "'too slow' is called 'too_slow'"), ("seen", "'validators' is left out"), ("box",
        "heading of the panel"),
        ("photo", "Questions of the type 'file'"), ("end",
        "The condition ({again} = true and age({who}) > 3) is left out."),
        ("triggers", "'setvalue' is left out"),
    ],
)  # fmt: skip
def test_what_cannot_be_carried_over_is_listed(carried, where, said):
    assert any(loss.where == where and said in loss.message for loss in carried.losses), carried.losses


def test_conditions_on_later_answers_are_taken_out_and_listed():
    found = read_surveyjs(
        {"pages": [{"elements": [{"type": "text", "name": "a", "title": "{b}", "visibleIf": "{b} notempty"},
        {"type": "text", "name": "b"}]}]},
        "later",
    )  # fmt: skip
    assert found.survey is not None
    assert any("'b' is no question before it" in loss.message for loss in found.losses)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no JSON"), (b"{", "no JSON"), (b"[]", "no survey of"), (b'{"a": 1}', "no survey of"),
        (b"[" * 100_000, "no JSON"), (b"\xff\xfe", "no JSON"), (b" " * (LARGEST + 1), "at most"),
    ],
)  # fmt: skip
def test_other_files_are_refused_in_words(data, said):
    with pytest.raises(UnreadableFileError) as error:
        read_other(data, "x.json")
    assert said in str(error.value)


def element(number):
    return {"type": "radiogroup", "name": f"q{number}", "choices": ["a", "b", "c"], "visibleIf": "{q1} = 'a'"}


@pytest.mark.parametrize(
    "document",
    [
        {"elements": [element(at) for at in range(50_000)]},
        {"pages": [{"name": "p", "elements": [element(0)]} for _ in range(50_000)]},
        {"pages": [{"elements": [{"type": "text", "name": "same"}] * 50_000}]},
    ],
)
def test_more_than_any_survey_is_refused_in_words(document):
    with pytest.raises(UnreadableFileError, match="that is no survey"):
        read_surveyjs(document, "many")


def test_more_answers_than_anybody_reads_are_cut_and_listed():
    found = read_surveyjs({"elements": [element(1) | {"choices": list(range(100_000))}]}, "many")
    assert any("the first 1,000 are kept" in loss.message for loss in found.losses)


def test_panels_and_conditions_within_each_other_without_end_are_left_out():
    panel = {"type": "text", "name": "deep"}
    for _ in range(3000):
        panel = {"type": "panel", "elements": [panel]}
    found = read_surveyjs(
        {"elements": [{"type": "text", "name": "a"}, panel, element(1) | {"visibleIf": "(" * 3000}]}, "deep"
    )
    assert [question.id for question in found.survey.questions] == ["a", "q1"]
    assert any("nested too deeply" in loss.message for loss in found.losses)
    assert any("too deep" in loss.message for loss in found.losses)


def test_questions_of_one_name_are_told_apart():
    found = read_surveyjs({"elements": [{"type": "text", "name": "same"}] * 4}, "same")
    assert [question.id for question in found.survey.questions] == ["same", "same_2", "same_3", "same_4"]


def test_an_unknown_tool_is_told():
    with pytest.raises(UsageError, match="surveyjs"):
        read_other(b"{}", "x", "surveyjss")


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 12) | st.text(max_size=5) | st.floats(allow_nan=False),
    lambda part: st.lists(part, max_size=3)
    | st.dictionaries(st.sampled_from(["type", "name", "choices", "value", "text", "rows", "elements",
    "default"]), part, max_size=3),
    max_leaves=8,
)  # fmt: skip
ELEMENTS = [element for page in SHOP["pages"] for element in page["elements"]]
KEYS = sorted({key for element in ELEMENTS for key in element} | {"rateCount", "rateValues", "items", "visibleIf"})


@settings(max_examples=150)
@given(
    st.lists(st.tuples(st.integers(0, len(ELEMENTS) - 1), st.sampled_from(KEYS), JUNK), min_size=1, max_size=5), JUNK
)
def test_any_survey_is_read_without_an_error(changes, title):
    document = json.loads(json.dumps(SHOP))
    elements = [element for page in document["pages"] for element in page["elements"]]
    for at, key, value in changes:
        elements[at][key] = value
    document["title"] = title
    found = read_surveyjs(document, "junk")
    assert (found.survey is None) == bool(found.problems)
    assert isinstance(document_text(found.document), str)
