"""What changed between two versions, and whether answers can be compared."""

from __future__ import annotations

import pytest

from clew.surveys import check_document
from clew.surveys.files.yaml_reading import read_yaml
from clew.surveys.versions.change import worst
from clew.surveys.versions.diff import diff

from ..conftest import EVERY_TYPE  # noqa: TID252 - a survey beside the tests


def changed(change) -> list[tuple[str, str, str]]:
    before = check_document(read_yaml(EVERY_TYPE)).usable()
    document = read_yaml(EVERY_TYPE)
    change(document)
    after = check_document(document).usable()
    return [(found.question, found.message, found.answers) for found in diff(before, after)]


def put(*path, value):
    def change(document):
        part = document
        for step in path[:-1]:
            part = part[step]
        part[path[-1]] = value

    return change


def q(page, at, *rest, value):
    return put("pages", page, "questions", at, *rest, value=value)


NEW, CARE, SAME = "new series", "with care", "comparable"


@pytest.mark.parametrize(
    ("change", "question", "said", "answers"),
    [
        (put("title", value="X"), "", "The title reads otherwise.", SAME),
        (put("thanks", value="X"), "", "The thanks reads otherwise.", SAME),
        (put("program", value="product"), "", "The program was relationship and is product", NEW),
        (put("instrument", value="every 2"), "", "The instrument was 'every-type' and is 'every 2'", NEW),
        (put("languages", value=["en", "pl"]), "", "The language 'pl' is new.", SAME),
        (put("fields", value=["plan", "first_name", "x"]), "", "The field 'x' is new.", SAME),
        (
            put("pages", 2, "show_if", value="recommend <= 5"),
            "",
            "The page 'words' was shown if recommend <= 6 or",
            CARE,
        ),
        (put("pages", 0, "jumps", value=[{"to": "end", "when": "recommend = 1"}]), "", "is left otherwise", CARE),
        (q(0, 0, "text", value="Recommend us?"), "recommend", "“Recommend?” → “Recommend us?”", CARE),
        (q(0, 0, "help", value="H"), "recommend", "The help reads otherwise in 'en': “” → “H”.", SAME),
        (q(0, 0, "low", value="never"), "recommend", "The low end reads otherwise", CARE),
        (q(0, 0, "required", value=False), "recommend", "'required' was set and is not set.", CARE),
        (q(0, 0, "touchpoint", value="web"), "recommend", "'touchpoint' was not set and is 'web'.", NEW),
        (q(0, 1, "points", value=7), "satisfied", "The scale was 1-5 and is 1-7.", NEW),
        (q(0, 2, "version", value="v2"), "effort", "The scale was 1-5 and is 1-7.", NEW),
        (q(0, 4, "type", value="csat"), "shop", "The type was stars and is csat.", NEW),
        (q(0, 5, "max", value=4), "warmth", "The scale was -3-3 and is -3-4.", NEW),
        (q(1, 1, "options", 0, "id", value="dear"), "reason", "The option 'dear' is new.", CARE),
        (q(1, 1, "options", 0, "id", value="dear"), "reason", "The option 'price' is gone", CARE),
        (q(1, 1, "options", 0, "text", value="Dear"), "reason", "The option 'price' reads otherwise", CARE),
        (q(1, 1, "options", 2, "fixed", value=False), "reason", "'fixed' was set and is not set.", CARE),
        (q(1, 1, "randomise", value=False), "reason", "'randomise' was set and is not set.", CARE),
        (q(1, 2, "at_most", value=3), "seen", "'at_most' was '2' and is '3'.", CARE),
        (q(1, 2, "other", value=True), "seen", "'other'", CARE),
        (q(1, 4, "rows", 0, "id", value="nice"), "staff", "The row 'nice' is new.", SAME),
        (q(1, 4, "rows", 0, "touchpoint", value="web"), "staff", "'touchpoint' was 'counter' and is 'web'.", NEW),
        (q(1, 4, "measures", value="rating"), "staff", "The scale of csat was 1-5 and is 1-5 of rating.", NEW),
        (q(2, 0, "max_length", value=60), "why", "'max_length'", SAME),
        (q(2, 1, "show_if", value=""), "name", "'show_if' was 'why is answered' and is not set.", CARE),
    ],
)
def test_each_change_is_told_with_what_it_means(change, question, said, answers):
    found = changed(change)
    assert any((question, answers) == (one[0], one[2]) and said in one[1] for one in found), found
    assert {one[0] for one in found} == {question}


def test_a_new_translation_changes_no_answer():
    def change(document):
        document["languages"] = ["en", "pl"]
        document["pages"][0]["questions"][0]["text"] = {"en": "Recommend?", "pl": "P"}

    assert changed(change)[1:] == [("recommend", "The text is now in 'pl' too.", SAME)]


def test_nothing_changed():
    assert changed(lambda _: None) == []


def test_a_scale_for_columns_is_a_new_series():
    def change(document):
        grid = document["pages"][1]["questions"][4]
        for key in ("min", "max", "low", "high", "measures"):
            del grid[key]
        grid["columns"] = [{"id": "a", "text": "A"}]

    found = changed(change)
    assert ("staff", NEW) in {(one[0], one[2]) for one in found}


def test_options_in_another_order():
    def change(document):
        document["pages"][1]["questions"][1]["options"].reverse()

    assert changed(change) == [("reason", "The options stand in another order.", CARE)]


def test_questions_come_go_and_move():
    def change(document):
        first, second, third = document["pages"]
        third["questions"].append(second["questions"].pop(3))
        first["questions"].append(first["questions"].pop(1))
        third["questions"].append({"id": "new", "type": "short_text", "text": "New?"})
        del first["questions"][1]

    assert changed(change) == [
        ("satisfied", "It stands in another order: what is asked before it is not the same.", CARE),
        ("order", "It was on the page 'choices' and is on the page 'words'.", CARE),
        ("new", "The question is new.", SAME),
        ("effort", "The question is gone; its answers stay.", SAME),
    ]


def test_the_gravest_change_speaks_for_all():
    before = check_document(read_yaml(EVERY_TYPE)).usable()
    assert worst(diff(before, before)) == SAME
    document = read_yaml(EVERY_TYPE)
    document["title"] = "X"
    document["pages"][0]["questions"][1]["points"] = 7
    found = diff(before, check_document(document).usable())
    assert worst(found) == NEW
    assert str(found[0]) == "survey: The title reads otherwise."
    assert str(found[1]).endswith("(new series)")
