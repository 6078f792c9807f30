"""Qualtrics in: blocks, breaks, branches and skips become pages and jumps; what has no counterpart is listed."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.errors import UnreadableFileError
from clew.surveys import load_survey
from clew.surveys.exchange.qualtrics_files.qualtrics import read_qualtrics
from clew.surveys.exchange.recognise import read_other
from clew.surveys.files.file import document_text

DATA = (Path(__file__).parent / "files" / "visit.qsf").read_bytes()
DOCUMENT = json.loads(DATA)


@pytest.fixture(scope="module")
def carried():
    return read_other(DATA, "visit.qsf")


def test_it_is_ours_and_can_be_used(carried):
    assert carried.problems == ()
    assert load_survey(document_text(carried.document)) == carried.survey
    assert carried.survey.languages == ("en", "pl")
    assert carried.survey.fields == ("plan", "FirstName")


def test_questions_keep_their_kind(carried):
    kinds = {question.id: question.__struct_config__.tag for question in carried.survey.questions}
    assert kinds == {
        "Q14": "statement", "Q15": "nps", "Q1": "single", "Q4": "multiple", "Q5": "matrix", "Q18": "csat",
        "Q8": "long_text",
        "Q9_1": "short_text", "Q9_2": "short_text", "Q10": "ranking", "Q20": "rating", "Q7": "short_text",
        "Q22": "single",
    }  # fmt: skip
    question = carried.survey.question
    assert (question("Q15").low, question("Q15").high, question("Q15").required) == (
        "Not at all likely",
        "Extremely likely",
        True,
    )
    assert question("Q15").text == {"en": "How likely are you to recommend us?", "pl": "Czy poleci nas Pani/Pan?"}
    assert [option.id for option in question("Q1").options] == ["speed", "price"]
    assert question("Q1").options[1].text == {"en": "Price", "pl": "Cena"}
    assert (question("Q1").other, question("Q1").randomise) == ("Something else", True)
    assert question("Q1").text["en"] == "You gave {{answer.Q15}}. Why?"
    assert [option.id for option in question("Q4").options if option.exclusive] == ["3"]
    assert (question("Q4").at_least, question("Q4").at_most, question("Q4").other) == (1, 2, "Other1")
    assert (question("Q18").points, question("Q18").low) == (5, "very dissatisfied")
    assert (question("Q20").min, question("Q20").max) == (0, 100)
    assert question("Q14").text == "Welcome, {{customer.FirstName}}.\nIt takes two minutes."
    assert [column.text for column in question("Q5").columns] == ["Bad", "Fair", "Good"]


def test_the_way_is_ours(carried):
    pages = carried.survey.pages
    assert [page.id for page in pages] == ["Recommend", "Recommend_2", "Block_1", "Block_2"]
    assert [(jump.to, jump.when) for jump in pages[0].jumps] == [("end", "Q15 = 10")]
    assert pages[2].show_if == "Q1 = 'speed'"
    shown = {question.id: question.show_if for question in carried.survey.questions if question.show_if}
    assert shown == {
        "Q1": "Q15 = 5 or Q15 = 6", "Q8": "Q4 has '1' and not Q18 = 1", "Q7": "customer.plan = 'gold'",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("Q16", "how long a page takes"), ("Q4", "'Other2' takes no words here"), ("Q18", "(csat)"), ("Q8",
        "JavaScript"),
        ("Block 2", "asked several times"), ("Block 2", "not shuffled"), ("Q17", "groups to sort into"), ("Q6",
        "MaxDiff"),
        ("Q21", "MultipleAnswer"), ("Q7", "answers of the kind 'ContentType'"), ("Q22",
        "'QID99' is no question before it"),
        ("", "A call of a web service"), ("", "Its settings"), ("", "write program"),
    ],
)  # fmt: skip
def test_what_cannot_be_carried_over_is_listed(carried, where, said):
    assert any(loss.where == where and said in loss.message for loss in carried.losses), carried.losses


def block(document, at):
    return document["SurveyElements"][0]["Payload"][at]


def test_skips_within_the_survey_lead_to_later_pages():
    document = copy.deepcopy(DOCUMENT)
    skip = block(document, 0)["BlockElements"][1]["SkipLogic"][0]
    for destination, to in (("ENDOFBLOCK", "Block_1"), ("QID10", "Block_2"), ("QID1", "Recommend_2")):
        skip["SkipToDestination"] = destination
        assert read_qualtrics(document, "x").survey.pages[0].jumps[0].to == to
    skip["SkipToDestination"] = "QID14"
    found = read_qualtrics(document, "x")
    assert found.survey.pages[0].jumps == ()
    assert any("A skip to QID14 is left out" in loss.message for loss in found.losses)


def test_blocks_may_come_by_number_and_without_a_flow():
    document = copy.deepcopy(DOCUMENT)
    payload = document["SurveyElements"][0]["Payload"]
    document["SurveyElements"][0]["Payload"] = {str(at): one for at, one in enumerate(payload)}
    del document["SurveyElements"][1]
    found = read_qualtrics(document, "x").survey
    assert [page.id for page in found.pages] == ["Recommend", "Recommend_2", "Block_1", "Block_2"]
    assert found.pages[2].show_if == ""


def test_a_flow_without_end_is_left_out():
    document = copy.deepcopy(DOCUMENT)
    flow = document["SurveyElements"][1]["Payload"]["Flow"]
    group = {"ID": "BL_4", "Type": "Standard"}
    for _ in range(3000):
        group = {"Type": "Group", "Flow": [group]}
    flow[3] = group
    found = read_qualtrics(document, "x")
    assert [page.id for page in found.survey.pages] == ["Recommend", "Recommend_2", "Block_1"]
    assert any("lies too deep" in loss.message for loss in found.losses)


def test_and_mixed_with_or_is_not_guessed():
    document = copy.deepcopy(DOCUMENT)
    logic = next(e for e in document["SurveyElements"] if e["PrimaryAttribute"] == "QID1")["Payload"]["DisplayLogic"][
        "0"
    ]
    logic["2"] = {**logic["1"], "Conjuction": "And"}
    found = read_qualtrics(document, "x")
    assert any(loss.where == "Q1" and "mixes 'and' with 'or'" in loss.message for loss in found.losses)
    assert found.survey.question("Q1").show_if == ""


def test_a_file_of_another_tool_is_refused():
    with pytest.raises(UnreadableFileError, match="no survey of limesurvey"):
        read_other(DATA, "visit.qsf", "limesurvey")


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 12) | st.text(max_size=4),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(st.sampled_from(["0", "1", "Display", "Type"]),
    part, max_size=3),
    max_leaves=5,
)  # fmt: skip


def places(part, way=()):
    yield way
    for key, value in part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ():
        yield from places(value, (*way, key))


PLACES = [way for way in places(DOCUMENT["SurveyElements"]) if way]


@settings(max_examples=150)
@given(st.lists(st.tuples(st.sampled_from(PLACES), JUNK), min_size=1, max_size=5))
def test_any_survey_is_read_without_an_error(changes):
    document = copy.deepcopy(DOCUMENT)
    for (*way, last), value in changes:
        part = document["SurveyElements"]
        try:
            for step in way:
                part = part[step]
            part[last] = value
        except (KeyError, IndexError, TypeError):
            continue
    found = read_qualtrics(document, "junk")
    assert (found.survey is None) == bool(found.problems)
    assert isinstance(document_text(found.document), str)
