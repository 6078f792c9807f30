"""`clew survey`: what is printed, and how a command ends."""

from __future__ import annotations

import pytest

from clew.surveys import load_survey, survey_text
from clew.surveys.ready.ready import ready_survey


@pytest.fixture
def begun(clew, tmp_path):
    path = tmp_path / "survey.yaml"
    path.write_text(clew("survey", "new", "after-contact").out, encoding="utf-8")
    return path


def test_a_survey_is_begun_and_checked(clew, begun):
    assert load_survey(begun.read_text(encoding="utf-8")) == ready_survey("after-contact")
    said = clew("survey", "check", begun)
    assert said.code == 0
    assert said.out == "The survey 'after-contact' can be used: 6 questions on 4 pages, in en, pl, ro, ru.\n"
    assert clew("survey", "check", begun, "--json").json["survey"]["questions"] == 6


def test_what_waits_for_a_native_speaker_is_said(clew):
    said = clew("survey", "new", "nps", "--languages", "pl, en")
    assert "pl" in said.err
    assert "ro" not in said.err
    assert load_survey(said.out).languages == ("pl", "en")
    assert clew("survey", "new", "nps", "--languages", "en").err == ""
    assert clew("survey", "new", "nsp").code == 2
    assert clew("survey", "new", "nps", "--languages", "de").code == 2


def test_all_problems_are_printed_and_the_command_ends_with_1(clew, begun):
    text = begun.read_text(encoding="utf-8")
    begun.write_text(text.replace("type: csat", "type: cast").replace("solved in", "solvd in"), encoding="utf-8")
    said = clew("survey", "check", begun)
    assert said.code == 1
    lines = said.out.splitlines()
    assert lines[0].startswith("error: pages[0].questions[0].type: There is no type of question 'cast'")
    assert lines[1].startswith("error: pages[2].show_if: There is no question 'solvd'")
    found = clew("survey", "check", begun, "--json")
    assert (found.code, found.json["survey"], len(found.json["problems"])) == (1, None, 2)
    assert clew("survey", "check", begun.with_name("none.yaml")).code == 2


def test_what_changed_is_told(clew, begun):
    other = begun.with_name("other.yaml")
    text = begun.read_text(encoding="utf-8")
    assert clew("survey", "diff", begun, begun).out == "Nothing changed.\n"
    other.write_text(text.replace("type: csat", "type: csat\n    points: 7"), encoding="utf-8")
    said = clew("survey", "diff", begun, other)
    assert said.code == 0
    assert "new series" in said.out
    assert clew("survey", "diff", begun, other, "--json").json["answers"] == "new series"
    other.write_text(text.replace("type: csat", "type: cast"), encoding="utf-8")
    said = clew("survey", "diff", begun, other)
    assert said.code == 1
    assert "other.yaml cannot be used: pages[0].questions[0].type" in said.err
    other.write_text(survey_text(ready_survey("nps")).replace("type: nps", "type: nsp").replace("id: nps", "id: N"))
    assert "tells all 2 errors" in clew("survey", "diff", begun, other).err


def test_a_survey_goes_out_to_surveyjs_and_comes_back(clew, begun):
    said = clew("survey", "convert", begun, "--to", "surveyjs")
    assert said.code == 0
    assert "'program' (transactional) is left out" in said.err
    assert said.json["pages"][0]["name"] == "contact"
    other = begun.with_name("other.json")
    other.write_text(said.out, encoding="utf-8")
    back = clew("survey", "convert", other)
    assert back.code == 0
    assert "write program:" in back.err
    assert [question.id for question in load_survey(back.out).questions] == [
        question.id for question in ready_survey("after-contact").questions
    ]
    assert clew("survey", "convert", other, "--json").json["left_out"][0]["message"]
    assert clew("survey", "convert", begun).out == begun.read_text(encoding="utf-8")


def test_what_cannot_be_converted_is_told(clew, begun):
    other = begun.with_name("other.json")
    choices = '["x", {"value": "y", "text": "x"}]'
    other.write_text(f'{{"pages": [{{"elements": [{{"type": "dropdown", "name": "a", "choices": {choices}}}]}}]}}')
    said = clew("survey", "convert", other)
    assert said.code == 1
    assert "pages[0].questions[0].options[1].text: It reads like options[0]" in said.err
    assert "type: single" in said.out
    other.write_text("{}")
    assert clew("survey", "convert", other).code == 1
    assert clew("survey", "convert", other, "--from", "typeform").code == 2
    assert clew("survey", "convert", other, "--to", "typeform").code == 2
    assert clew("survey", "convert", begun.with_name("none.json")).code == 2
