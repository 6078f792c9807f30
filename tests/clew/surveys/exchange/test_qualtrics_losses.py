"""What a survey of Qualtrics has and ours cannot have is told, and what ours can have comes along."""

from __future__ import annotations

import pytest

from clew.surveys.exchange.qualtrics_files.qualtrics import read_qualtrics

LOGIC = {"0": {"0": {"LogicType": "GeoIP", "Operator": "EqualTo"}, "Type": "If"}, "Type": "BooleanExpression"}


def asked(kind: str, selector: str, sub: str = "", **more) -> dict:
    choices = {"1": {"Display": "First"}, "2": {"Display": "Second"}}
    return {"QuestionID": "QID1", "DataExportTag": "q", "QuestionText": "Well?", "QuestionType": kind,
            "Selector": selector, "SubSelector": sub, "Choices": choices, "ChoiceOrder": ["1", "2"],
            "Validation": {"Settings": {"ForceResponse": "OFF", "Type": "None"}}, **more}  # fmt: skip


def matrix(*answers: str, **more) -> dict:
    given = {str(at): {"Display": text} for at, text in enumerate(answers, 1)}
    return asked("Matrix", "Likert", "SingleAnswer", Answers=given, AnswerOrder=list(given), **more)


def slider(**more) -> dict:
    scale = {"CSSliderMin": 0, "CSSliderMax": 10, **more.pop("how", {})}
    return asked("Slider", "HSLIDER", Configuration=scale, **more)


def read(question: dict, flow: list | None = None):
    block = {"Type": "Default", "ID": "BL_1", "Description": "Block",
             "BlockElements": [{"Type": "Question", "QuestionID": "QID1"}]}  # fmt: skip
    elements = [
        {"Element": "BL", "Payload": [block]},
        {"Element": "FL", "Payload": {"Type": "Root", "Flow": flow or [{"Type": "Block", "ID": "BL_1"}]}},
        {"Element": "SQ", "Payload": question},
    ]
    found = read_qualtrics({"SurveyEntry": {"SurveyName": "Ours"}, "SurveyElements": elements}, "ours")
    assert found.problems == ()
    return found.survey.question("q"), [str(loss) for loss in found.losses]


QUIET = read(asked("MC", "SAVR"))[1]


def choice(**more) -> dict:
    return {"1": {"Display": "First", **more}, "2": {"Display": "Second"}}


def checked(**settings) -> dict:
    return {"Validation": {"Settings": settings}}


TOLD = {
    "an answer on a condition": (
        asked("MC", "SAVR", Choices=choice(DisplayLogic=LOGIC)), "q: The condition of 'First' is left out"),
    "a row on a condition": (
        matrix("Bad", "Good", Choices=choice(DisplayLogic=LOGIC)), "q: The condition of 'First' is left out"),
    "a row with words": (matrix("Bad", "Good", Choices=choice(TextEntry="true")), "q: 'First' takes no words here."),
    "a reminder": (asked("MC", "SAVR", **checked(ForceResponse="RequestResponse")), "q: Who left it out was reminded"),
    "a check of choices": (
        asked("MC", "MAVR", **checked(Type="CustomValidation")), "q: A check of its answers ('CustomValidation')"),
    "words along a slider": (
        slider(Labels={"1": {"Display": "a"}, "2": {"Display": "b"}, "3": {"Display": "c"}}),
        "q: Words at single points of the scale are left out"),
}  # fmt: skip


@pytest.mark.parametrize("what", sorted(TOLD))
def test_what_a_question_has_beside_is_told(what):
    question, said = TOLD[what]
    _, told = read(question)
    assert [line for line in told if line.startswith(said)], told
    assert not [line for line in QUIET if line.startswith(said)]


def test_what_the_flow_does_beside_is_told():
    block = {"Type": "Block", "ID": "BL_1"}
    flow = [
        {"Type": "EmbeddedData", "EmbeddedData": [{"Field": "source", "Value": "web"}, {"Field": "plan"}]},
        {"Type": "BlockRandomizer", "SubSet": 1, "Flow": [block, {"Type": "Block", "ID": "BL_9"}]},
        {"Type": "BlockRandomizer", "SubSet": "1", "Flow": [{"Type": "Block", "ID": "BL_9"}]},
    ]
    _, told = read(asked("MC", "SAVR"), flow)
    assert [line for line in told if line not in QUIET] == [
        "The flow set the field 'source' to 'web'; here it must come with the participant.",
        "Of 2 blocks each person was asked 1, drawn by chance; here everybody is asked all.",
        "The order of blocks is not shuffled here; they stand as in the file.",
    ]


def test_a_matrix_whose_columns_count_up_is_a_scale():
    question, _ = read(matrix("1 - bad", "2", "3 - good"))
    assert (question.min, question.max, question.low, question.high) == (1, 3, "bad", "good")
    question, _ = read(matrix("Bad", "Fair", "Good"))
    assert [column.text for column in question.columns] == ["Bad", "Fair", "Good"]


def test_a_slider_keeps_the_words_at_its_ends_and_that_it_may_not_apply():
    labels = {"1": {"Display": "<b>not</b> likely"}, "2": {"Display": "likely"}}
    question, told = read(slider(Labels=labels, how={"NotApplicable": True, "NotApplicableText": "Never"}))
    assert (question.low, question.high, question.not_applicable) == ("not likely", "likely", "Never")
    assert not [line for line in told if "single points" in line]
    question, _ = read(slider(how={"NotApplicable": False}))
    assert (question.low or "", question.not_applicable) == ("", False)


@pytest.mark.parametrize("put_in", [
    "${q://QID9/ChoiceGroup/SelectedChoices}", "${q://QID1/ChoiceGroup/SelectedChoices}", "${date://CurrentDate/SL}",
    "${loc://City}", "${rm://Field/1}", "${lm://Field/1}",
])  # fmt: skip
def test_what_is_put_into_a_text_and_has_no_counterpart_is_told(put_in):
    question, told = read(asked("MC", "SAVR", QuestionText=f"Well, {put_in}?"))
    assert question.text == f"Well, {put_in}?"
    assert f"'{put_in}' in a text stands as it is: write here what is to be put in." in told


def test_an_answer_to_rank_that_took_words_is_still_ranked():
    question, told = read(asked("RO", "DND", Choices=choice(TextEntry="true")))
    assert [option.text for option in question.options] == ["First", "Second"]
    assert "q: 'First' takes no words here." in told


LABELS = {"1": {"Display": "1 - bad"}, "2": {"Display": "2"}, "3": {"Display": "3 - good"}}
POLISH = {"1": {"Display": "1 - źle"}, "2": {"Display": "2"}, "3": {"Display": "3 - dobrze"}}


@pytest.mark.parametrize("question", [
    asked("MC", "SAVR", Choices=LABELS, ChoiceOrder=["1", "2", "3"], Language={"PL": {"Choices": POLISH}}),
    asked("Matrix", "Likert", "SingleAnswer", Answers=LABELS, Language={"PL": {"Answers": POLISH}}),
    slider(Labels={"1": {"Display": "bad"}, "2": {"Display": "good"}},
           Language={"PL": {"Labels": {"1": {"Display": "źle"}, "2": {"Display": "dobrze"}}}}),
    asked("MC", "NPS", ColumnLabels=[{"Display": "bad"}, {"Display": "good"}],
          Language={"PL": {"ColumnLabels": [{"Display": "źle"}, {"Display": "dobrze"}]}}),
])  # fmt: skip
def test_the_ends_of_a_scale_keep_their_words_in_all_languages(question):
    found, _ = read(question)
    assert (found.low, found.high) == ({"en": "bad", "pl": "źle"}, {"en": "good", "pl": "dobrze"})
