"""Versions counted together lose no answer: what an edit took away stays, and what it added was not asked before."""

from __future__ import annotations

import pytest

from clew.surveys import load_survey
from clew.surveys.results.figures import figures
from clew.surveys.results.returned import returned
from clew.surveys.results.united import united
from clew.surveys.running import Answer

BLANK = Answer(state="missing")
FIRST = {"s": Answer(rating=1)}


def survey(*questions, more=""):
    pages = ", ".join(f"{{id: p{at}, questions: [{question}]}}" for at, question in enumerate(questions))
    return load_survey(f"{{format: 1, id: a, title: A, program: none, {more} pages: [{pages}]}}")


def listed(*names):
    return "[" + ", ".join(f"{{id: {name}, text: {name.upper()}}}" for name in names) + "]"


def asked(kind, *options, more=""):
    return f"{{id: q, type: {kind}, text: Which?, {more} options: {listed(*options)}}}"


def counted(versions, answers):
    """Return the figures of pairs of a version and an answer to ``q`` (None: stopped before it)."""
    came = [
        returned(versions[number], FIRST | ({"q": answer} if answer else {}), key=f"{at}", version=number)
        for at, (number, answer) in enumerate(answers)
    ]
    whole = united([versions[number] for number in sorted(versions)])
    return next(figure for figure in figures(whole, came, versions=versions) if figure.question == "q")


def chose(*names):
    return Answer(choices=names)


def test_an_option_that_is_gone_keeps_who_chose_it():
    versions = {1: survey(asked("single", "a", "b", "c")), 2: survey(asked("single", "a", "b"))}
    found = counted(versions, [(1, chose("a")), (1, chose("c")), (1, chose("c")), (2, chose("b"))])
    assert {bar.name: bar.count for bar in found.bars} == {"a": 1, "b": 1, "c": 2}
    assert sum(bar.count for bar in found.bars) == found.given == 4


@pytest.mark.parametrize("kind", ["single", "multiple"])
def test_other_that_is_gone_keeps_who_chose_it(kind):
    versions = {1: survey(asked(kind, "a", "b", more="other: Else,")), 2: survey(asked(kind, "a", "b"))}
    found = counted(versions, [(1, Answer(choices=("other",), words="Rain")), (2, chose("a"))])
    assert {bar.name: bar.count for bar in found.bars} == {"a": 1, "b": 0, "other": 1}
    assert united(list(versions.values())).question("q").other == {"en": "Else"}


def test_a_place_in_a_ranking_that_is_gone_stays():
    versions = {1: survey(asked("ranking", "a", "b", "c")), 2: survey(asked("ranking", "a", "b"))}
    found = counted(versions, [(1, chose("c", "a", "b")), (2, chose("a", "b"))])
    assert {name: place.value for name, place in found.scores} == {"a": 1.5, "b": 2.5, "c": 1.0}


def grid(*rows, scale="min: 1, max: 5"):
    return f"{{id: q, type: matrix, text: Well?, {scale}, rows: {listed(*rows)}}}"


def rated(**ratings):
    return Answer(rows={row: Answer(rating=rating) if rating else BLANK for row, rating in ratings.items()})


def test_a_row_that_is_gone_keeps_its_figures_and_a_new_one_was_not_asked_before():
    versions = {number: survey("{id: s, type: stars, text: S}", grid("x", row)) for number, row in ((1, "y"), (2, "z"))}
    answers = [(1, rated(x=5, y=2)), (1, rated(x=4, y=0)), (1, BLANK), (1, None), (2, rated(x=3, z=0)), (2, None)]
    found = {row.question: row for row in counted(versions, answers).rows}
    counts = {name: (row.given, row.missing, row.not_asked, row.not_reached) for name, row in found.items()}
    assert counts == {"q.x": (3, 1, 0, 2), "q.z": (0, 1, 4, 1), "q.y": (1, 2, 2, 1)}
    assert found["q.y"].score("mean").value == 2


def test_a_column_that_is_gone_keeps_who_chose_it():
    versions = {
        number: survey(grid("x", scale=f"columns: {listed(*columns)}")) for number, columns in ((1, "ab"), (2, "b"))
    }
    found = counted(versions, [(1, Answer(rows={"x": chose("a")})), (2, Answer(rows={"x": chose("b")}))])
    assert {bar.name: bar.count for bar in found.rows[0].bars} == {"b": 1, "a": 1}


def test_words_that_are_gone_keep_their_language():
    old, new = survey(asked("single", "a", "b")), survey(asked("single", "a"), more="languages: [pl, en],")
    assert united([old, new]).question("q").options[1].text == {"en": "B"}
    assert united([new, new]) == new


def test_a_question_of_another_type_is_another_question():
    old, new = survey(asked("single", "a", "b")), survey(asked("multiple", "a"))
    assert united([old, new]) == new
