"""What the condition designer of LimeSurvey writes is understood, and what ours cannot have is told: nothing is dropped
in silence."""

from __future__ import annotations

import pytest

from clew.surveys.exchange.recognise import read_other


def table(name: str, *rows: dict[str, str]) -> str:
    cells = ["".join(f"<{key}><![CDATA[{value}]]></{key}>" for key, value in row.items()) for row in rows]
    return f"<{name}><rows>{''.join(f'<row>{cell}</row>' for cell in cells)}</rows></{name}>"


def question(qid: str, kind: str, title: str, text: str = "Well?", **more: str) -> dict[str, str]:
    return {"qid": qid, "parent_qid": "0", "gid": "2", "type": kind, "title": title, "question": text,
            "question_order": qid, "relevance": "1", **more}  # fmt: skip


def part(qid: str, parent: str, title: str, **more: str) -> dict[str, str]:
    return question(qid, "T", title, f"Part {title}", **more) | {"parent_qid": parent}


def answers(qid: str, *texts: str) -> list[dict[str, str]]:
    return [{"qid": qid, "code": f"A{at}", "answer": text, "sortorder": str(at)} for at, text in enumerate(texts)]


def read(*tables: str, group=(), survey=(), **said: str):
    whole = (
        table("groups", {"gid": "2", "group_name": "Group", "group_order": "1", **dict(group)})
        + table("surveys", {"sid": "1", "language": "en", "format": "G", **dict(survey)})
        + table("surveys_languagesettings", {"surveyls_language": "en", "surveyls_title": "Ours", **said})
        + "".join(tables)
    )
    head = "<?xml version='1.0'?><document><LimeSurveyDocType>Survey</LimeSurveyDocType>"
    found = read_other(f"{head}{whole}</document>".encode(), "ours.lss")
    assert found.problems == ()
    return found, [str(loss) for loss in found.losses]


@pytest.mark.parametrize(("written", "ours"), [
    ('((Q7.NAOK == "A1"))', "one = 'A1'"),
    ('((1X2X7.NAOK == "A1"))', "one = 'A1'"),
    ('((Q8_S9.NAOK == "Y"))', "some has 'S1'"),
    ('((1X2X8S1.NAOK == "Y"))', "some has 'S1'"),
    ('((Q7.NAOK == "A1") and (Q8_S9.NAOK == ""))', "one = 'A1' and not some has 'S1'"),
])  # fmt: skip
def test_a_condition_may_name_questions_by_number(written, ours):
    found, told = read(
        table("questions", question("7", "L", "one"), question("8", "M", "some"),
              question("10", "T", "last", "You said {Q7.NAOK}, {INSERTANS:1X2X7}", relevance=written)),
        table("subquestions", part("9", "8", "S1")),
        table("answers", *answers("7", "Yes", "No")),
        survey={"format": "S"},
    )  # fmt: skip
    last = found.survey.question("last")
    assert last.show_if == ours
    assert last.text == "You said {{answer.one}}, {{answer.one}}"
    assert not [line for line in told if "condition" in line.lower()]


def test_a_code_that_looks_like_a_number_is_the_question_of_that_code():
    found, _ = read(
        table("questions", question("7", "L", "Q8"), question("8", "L", "other1"),
              question("10", "T", "last", relevance='Q8.NAOK == "A0"')),
        table("answers", *answers("7", "Yes", "No"), *answers("8", "Yes", "No")),
    )  # fmt: skip
    assert found.survey.question("last").show_if == "Q8 = 'A0'"


def test_points_from_high_to_low_are_a_scale():
    found, told = read(
        table("questions", question("7", "L", "sat", "How do you like it?"), question("8", "F", "grid"),
              question("10", "T", "last", relevance='sat.NAOK == "A0"')),
        table("subquestions", part("9", "8", "S1")),
        table("answers", *answers("7", "3 - very much", "2", "1 - not at all"), *answers("8", "3", "2", "1")),
    )  # fmt: skip
    sat = found.survey.question("sat")
    assert (sat.min, sat.max, sat.low, sat.high) == (1, 3, "not at all", "very much")
    assert found.survey.question("last").show_if == "sat = 3"
    assert (found.survey.question("grid").min, found.survey.question("grid").max) == (1, 3)
    assert "sat: Its points stood from high to low; here they stand from low to high." in told


ATTRIBUTES = {
    "time_limit": ("30", "'time_limit' is left out"), "numbers_only": ("1", "'numbers_only' is left out"),
    "min_answers": ("2", "'min_answers' is left out"), "alphasort": ("1", "'alphasort' is left out"),
    "min_num_value_n": ("5", "'min_num_value_n' is left out"), "answer_order": ("alphabetical", "answers were sorted"),
}  # fmt: skip


@pytest.mark.parametrize("key", sorted(ATTRIBUTES))
def test_what_an_attribute_asks_for_and_ours_cannot_is_told(key):
    value, said = ATTRIBUTES[key]
    tables = table("questions", question("7", "T", "q")), table("subquestions")
    _, without = read(*tables, table("question_attributes", {"qid": "7", "attribute": key, "value": ""}))
    _, told = read(*tables, table("question_attributes", {"qid": "7", "attribute": key, "value": value}))
    assert [line for line in told if line not in without and said in line]
    assert not [line for line in without if line.startswith("q:")]


@pytest.mark.parametrize(("more", "said"), [
    ({"mandatory": "S"}, "q: Who left it out was reminded once"),
    ({"preg": "/^[0-9]+$/"}, "q: It took answers of a pattern only"),
    ({"script": "alert(1)"}, "q: Its program (JavaScript) is left out."),
    ({"question": "Hello {SURVEYNAME}, {if(1, 'a', 'b')}"}, "'{SURVEYNAME}' in a text stands as it is"),
    ({"type": "K"}, "q: It took numbers only"),
])  # fmt: skip
def test_what_a_question_has_beside_is_told(more, said):
    _, told = read(table("questions", question("7", "T", "q") | more), table("subquestions", part("9", "7", "S1")))
    assert [line for line in told if said in line], told


def test_a_part_that_is_shown_only_sometimes_is_told():
    _, told = read(
        table("questions", question("7", "M", "q")),
        table("subquestions", part("8", "7", "S1"), part("9", "7", "S2", relevance="age.NAOK > 3")),
    )
    assert [line for line in told if "condition" in line] == [
        "q: The condition of 'S2' is left out: here it is always shown."
    ]


@pytest.mark.parametrize(("how", "said"), [
    ({"survey": {"anonymized": "Y"}}, "It was anonymous"),
    ({"group": {"randomization_group": "g"}}, "Group: The order of its groups is not shuffled here"),
    ({"surveyls_description": "Of interest"}, "Its description is left out"),
    ({"surveyls_policy_notice": "We keep it"}, "Its notice of data protection is left out"),
    ({"surveyls_url": "https://example.org"}, "The page that it leads to at its end is left out"),
])  # fmt: skip
def test_what_the_survey_or_a_group_has_beside_is_told(how, said):
    tables = table("questions", question("7", "T", "q"))
    _, told = read(tables, **how)
    assert [line for line in told if line.startswith(said)], told
    assert not [line for line in read(tables)[1] if line.startswith(said)]


def test_old_conditions_are_told_as_lost_where_no_relevance_says_them():
    condition = table("conditions", {"qid": "8", "cqid": "7", "value": "A0"})
    first = question("7", "T", "q")
    _, told = read(condition, table("questions", first, question("8", "T", "r")))
    assert "Conditions in the old form (1) are left out; write them here." in told
    _, told = read(condition, table("questions", first, question("8", "T", "r", relevance="!is_empty(q)")))
    assert "Conditions in the old form (1) are read from the relevance of the questions alone." in told
