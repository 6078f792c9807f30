"""All that is wrong is told at once, at its place, with what to do."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.surveys import check_document, check_survey
from clew.surveys.checks.problem import Problem
from clew.surveys.files.yaml_reading import read_yaml

from ..conftest import EVERY_TYPE  # noqa: TID252 - a survey beside the tests


def told(document) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for problem in check_document(document).problems:
        found.setdefault(problem.where, []).append(problem.message)
    return found


@pytest.fixture
def document():
    return read_yaml(EVERY_TYPE)


def change(document, path, value):
    *way, last = path
    part = document
    for step in way:
        part = part[step]
    if value is ...:
        del part[last]
    else:
        part[last] = value


def q(page, question, *rest):
    return ("pages", page, "questions", question, *rest)


ERRORS = [
    (("format",), 2, "format", "'2' cannot stand here. Choices: 1."),
    (("id",), "A b", "id", "small letters, digits and -"),
    (("title",), 5, "title", 'Write it in quotes: "5".'),
    (("title",), "", "title", "empty in 'en', the first language"),
    (("title",), {"en": "x", "EN": "y"}, "title.EN", "A language is written like en"),
    (("title",), {"en": "x", "de": "y"}, "title.de", "The survey is not in 'de'"),
    (("program",), "vip", "program", "Choices: employee, none, product, relationship, transactional."),
    (("program",), ..., "", "'program' is missing here"),
    (("progam",), "none", "progam", "Did you mean 'program'?"),
    (("languages",), "en", "languages", "Here stands a list, not 'en'."),
    (("languages",), [], "languages", "needs one entry at least"),
    (("languages",), ["en", "en"], "languages[1]", "stands twice"),
    (("draft",), ["pl"], "draft[0]", "not in 'pl'"),
    (("pages",), [], "pages", "needs one entry"),
    (("pages", 0), 3, "pages[0]", "Here stands a section with id, questions, not '3'."),
    (("pages", 0, "id"), "end", "pages[0].id", "'end' is where a survey ends"),
    (("pages", 1, "id"), "scales", "pages[1].id", "taken by pages[0]"),
    (q(0, 0), "nps", "pages[0].questions[0]", "A question is a section with type, id and text"),
    (q(0, 0, "type"), ..., "pages[0].questions[0]", "does not say its type"),
    (q(0, 0, "type"), "nsp", "pages[0].questions[0].type", "Did you mean 'nps'?"),
    (q(0, 0, "id"), 1, "pages[0].questions[0].id", 'Write it in quotes: "1".'),
    (q(0, 0, "id"), "1", "pages[0].questions[0].id", "An id is a letter"),
    (q(0, 0, "id"), "a\n", "pages[0].questions[0].id", "An id is a letter"),
    (q(0, 0, "id"), "answered", "pages[0].questions[0].id", "a word of conditions"),
    (q(0, 1, "id"), "recommend", "pages[0].questions[1].id", "taken by pages[0].questions[0]"),
    (q(0, 1, "points"), 99, "pages[0].questions[1].points", "99 is out of range: from 2 to 11."),
    (q(0, 1, "points"), True, "pages[0].questions[1].points", "Here stands a whole number, not 'true'."),
    (q(0, 1, "required"), "yes", "pages[0].questions[1].required", "Here stands true or false, not 'yes'."),
    (q(0, 2, "version"), "v3", "pages[0].questions[2].version", "Choices: v1, v2."),
    (q(0, 5, "max"), -3, "pages[0].questions[5].max", "The scale goes from -3 to -3"),
    (q(0, 5, "max"), ..., "pages[0].questions[5]", "'max' is missing here"),
    (q(1, 0, "text"), "{{answer.why}}", "pages[1].questions[0].text", "asked later"),
    (q(1, 3, "text"), "{{answer.reason}}", "pages[1].questions[3].text", "asked later or at the same time"),
    (q(1, 0, "text"), "{{answer.recomend}}", "pages[1].questions[0].text", "Did you mean 'recommend'?"),
    (q(1, 0, "text"), "{{recommend}}", "pages[1].questions[0].text", "Write a place as {{answer."),
    (q(1, 0, "text"), "{{customer.town}}", "pages[1].questions[0].text", "add it to fields"),
    (q(2, 0, "text"), "{{answer.staff}}", "pages[2].questions[0].text", "name the row"),
    (q(1, 0, "required"), True, "pages[1].questions[0].required", "There is no key 'required' here."),
    (q(1, 1, "options"), [], "pages[1].questions[1].options", "needs one entry"),
    (q(1, 1, "options", 0, "id"), "speed", "pages[1].questions[1].options[1].id", "'speed' stands twice"),
    (q(1, 1, "options", 0, "id"), "na", "pages[1].questions[1].options[0].id", "not_applicable: true"),
    (q(1, 1, "options", 0, "text"), "Speed", "pages[1].questions[1].options[1].text", "It reads like options[0]"),
    (q(1, 1, "options", 0, "exclusive"), True, "pages[1].questions[1].options[0].exclusive", "several answers"),
    (q(1, 2, "at_most"), 5, "pages[1].questions[2].at_most", "There are 4 options"),
    (q(1, 2, "at_least"), 3, "pages[1].questions[2].at_least", "Nobody can choose 3 here"),
    (q(1, 4, "columns"), [{"id": "a", "text": "A"}], "pages[1].questions[4]", "write one of the two"),
    (q(1, 5, "measures"), "csat", "pages[1].questions[5]", "belong to a scale"),
    (q(1, 4, "rows", 1, "id"), "kind", "pages[1].questions[4].rows[1].id", "stands twice"),
    (("pages", 2, "show_if"), "recommend <", "pages[2].show_if", "ends where a number"),
    (("pages", 2, "show_if"), "recommend < 11", "pages[2].show_if", "11 is no answer to 'recommend'"),
    (("pages", 2, "show_if"), "recommend = 'x'", "pages[2].show_if", "without quotes"),
    (("pages", 2, "show_if"), "reason = 'prise'", "pages[2].show_if", "Options: price, speed, no, other."),
    (("pages", 2, "show_if"), "reason < 'price'", "pages[2].show_if", "have no order"),
    (("pages", 2, "show_if"), "reason = 1", "pages[2].show_if", "in quotes"),
    (("pages", 2, "show_if"), "seen = 'web'", "pages[2].show_if", "ask: seen has 'option'"),
    (("pages", 2, "show_if"), "reason has 'price'", "pages[2].show_if", "write = or in"),
    (("pages", 2, "show_if"), "staff = 1", "pages[2].show_if", "one row"),
    (("pages", 2, "show_if"), "staff.slow = 1", "pages[2].show_if", "no question 'staff.slow'"),
    (("pages", 2, "show_if"), "why is answered", "pages[2].show_if", "asked later"),
    (("pages", 2, "show_if"), "about is answered", "pages[2].show_if", "no question 'about'"),
    (("pages", 2, "show_if"), "customer.town = 'x'", "pages[2].show_if", "fields: [town]"),
    (q(2, 0, "show_if"), "name is answered", "pages[2].questions[0].show_if", "asked later"),
    (("pages", 0, "jumps"), [{"to": "scales", "when": "recommend = 1"}], "pages[0].jumps[0].to", "in circles"),
    (("pages", 1, "jumps"), [{"to": "scales", "when": "recommend = 1"}], "pages[1].jumps[0].to", "in circles"),
    (("pages", 0, "jumps"), [{"to": "wrds", "when": "recommend = 1"}], "pages[0].jumps[0].to", "Did you mean 'words'?"),
    (("pages", 0, "jumps"), [{"to": "words"}], "pages[1]", "No way leads to this page"),
    (("pages", 0, "jumps"), [{"to": "choices"}, {"to": "end"}], "pages[0].jumps[0]", "never taken"),
    (("pages", 0, "jumps"), [{"to": "end", "when": "why is answered"}], "pages[0].jumps[0].when", "asked later"),
    (("thanks",), "{{answer.nobody}}", "thanks", "There is no question 'nobody'"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "where", "said"), ERRORS)
def test_each_error_is_told_at_its_place(document, path, value, where, said):
    change(document, path, value)
    checked = check_document(document)
    assert checked.survey is None
    assert any(said in message for message in told(document).get(where, [])), told(document)


def test_a_sound_survey_has_no_problem(document, example_text):
    assert check_document(document).problems == ()
    assert check_survey(example_text).problems == ()


def test_all_problems_are_told_at_once_in_the_order_of_the_file(document):
    for path, value in (
        (q(2, 0, "show_if"), "recommend <"),
        (q(0, 0, "text"), {"en": 1}),
        (q(1, 1, "options", 0, "id"), "speed"),
        (("progam",), 1),
    ):
        change(document, path, value)
    places = [problem.where for problem in check_document(document).problems]
    assert places == [
        "pages[0].questions[0].text.en", "pages[1].questions[1].options[1].id",
        "pages[2].questions[0].show_if", "progam",
    ]  # fmt: skip


def test_what_cannot_be_read_is_not_missed_by_conditions(document):
    change(document, q(0, 0, "text"), 5)
    assert list(told(document)) == ["pages[0].questions[0].text"]
    change(document, ("pages", 0), {**document["pages"][0], "id": 5})
    assert list(told(document)) == ["pages[0].id", "pages[0].questions[0].text"]


def test_places_are_in_the_order_of_numbers(document):
    page = document["pages"][0]
    page["questions"] = [{**page["questions"][1], "id": f"q{at}", "text": 3} for at in range(12)]
    document["pages"] = [page]
    assert list(told(document))[-2:] == ["pages[0].questions[10].text", "pages[0].questions[11].text"]


def test_advice_does_not_keep_a_survey_from_being_used(document):
    change(document, ("languages",), ["en", "pl"])
    change(document, q(0, 0, "low"), ...)
    change(document, q(0, 3, "type"), "csat")
    checked = check_document(document)
    assert checked.survey is not None
    assert not checked.errors
    found = told(document)
    assert found["title"] == ["Not yet in pl: 'en' will be shown there."]
    assert "low and high" in found["pages[0].questions[0]"][0]
    assert "ends" not in str(found.get("pages[0].questions[4]"))


def test_two_questions_of_one_series_are_told(document):
    change(document, q(0, 4), {"id": "again", "type": "nps", "text": "Again?", "low": "n", "high": "y"})
    assert "both would be counted together" in told(document)["pages[0].questions[4]"][0]
    change(document, q(0, 4, "touchpoint"), "web")
    assert "pages[0].questions[4]" not in told(document)


def test_a_page_may_be_reached_past_one_that_may_be_hidden(document):
    change(document, ("pages", 0, "jumps"), [{"to": "words"}])
    assert "pages[1]" in told(document)
    for at in range(6):
        change(document, q(0, at, "show_if"), "customer.plan = 'gold'")
    assert "pages[1]" not in told(document)


def test_problems_read_as_one_line():
    assert str(Problem("title", "Write it.")) == "title: Write it."
    assert str(Problem("", "Write it.")) == "Write it."


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats(),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(st.text(max_size=5), part, max_size=3),
    max_leaves=6,
)
PLACES = [path for path, *_ in ERRORS]


@settings(max_examples=200)
@given(st.lists(st.tuples(st.sampled_from(PLACES), JUNK), min_size=1, max_size=4))
def test_any_document_is_checked_without_an_error(changes):
    document = copy.deepcopy(read_yaml(EVERY_TYPE))
    for path, value in changes:
        try:
            change(document, path, value)
        except (KeyError, IndexError, TypeError):
            continue
    checked = check_document(document)
    assert (checked.survey is None) == bool(checked.errors)


def test_two_questions_of_one_series_are_told_by_their_ids():
    text = (
        "format: 1\nid: a\ntitle: A\nprogram: none\npages: [{id: p, questions: ["
        + ", ".join(f"{{type: nps, id: {name}, text: T, low: a, high: b}}" for name in ("first", "second"))
        + "]}]\n"
    )
    (problem,) = check_survey(text).problems
    assert (problem.where, problem.level) == ("pages[0].questions[1]", "advice")
    assert problem.message.startswith("It measures nps as 'first' does")
