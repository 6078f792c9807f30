"""Wide surveys: one row a respondent becomes one row an answer."""

from __future__ import annotations

from typing import Any

import pytest

from clew.errors import MappingError
from clew.importers import load_mapping

WIDE = """
format = 1
table = "feedback"
key = ["=2017", "R"]
[columns]
customer_id = "R"
answered_at = "at"
[unpivot]
scale = [1, 5]
missing = { not_experienced = ["6"], missing = ["0", "Blank"] }
[unpivot.columns]
Q7ART = "art"
Q14 = { touchpoint = "security", metric = "ces", missing = { not_applicable = ["6"] } }
NETPRO = { metric = "nps", scale = [0, 10], missing = ["11"] }
SAID = { metric = "text", question = "why" }
"""
COLUMNS = {
    "R": ["1", "2"],
    "at": ["2017-05-01"] * 2,
    "Q7ART": ["5", "6"],
    "Q14": ["6", "0"],
    "NETPRO": ["0", "11"],
    "SAID": ["fine", None],
}


def test_each_answer_is_a_row_with_its_question_scale_and_state(rows: Any) -> None:
    found = {row["feedback_id"]: row for row in rows(WIDE, **COLUMNS)}
    assert set(found) == {f"2017|{who}|{what}" for who in "12" for what in ("Q7ART", "Q14", "NETPRO", "why")} - {
        "2017|2|Q14"
    }
    art, nps, said = found["2017|1|Q7ART"], found["2017|1|NETPRO"], found["2017|1|why"]
    assert (art["rating"], art["touchpoint"], art["metric"], art["scale_max"]) == (5.0, "art", "rating", 5.0)
    assert (nps["rating"], nps["scale_max"], nps["answer_state"], nps["touchpoint"]) == (0.0, 10.0, "given", None)
    assert (said["verbatim"], said["rating"], said["metric"], said["question"]) == ("fine", None, "text", "why")
    assert found["2017|2|Q7ART"]["answer_state"] == "not_experienced"
    assert found["2017|1|Q14"]["answer_state"] == "not_applicable"
    assert found["2017|2|why"]["answer_state"] == "missing"


def test_a_bad_answer_does_not_take_the_others_with_it(refused: Any) -> None:
    (only,) = refused(WIDE, **COLUMNS)
    assert (only["row"], only["value"]) == (1, "0")


def test_what_all_answers_share_is_refused_once(rows: Any, refused: Any) -> None:
    columns = {**COLUMNS, "at": ["someday", "2017-05-01"], "Q14": ["1", "1"]}
    assert [row["column"] for row in refused(WIDE, **columns)] == ["at"]
    assert {row["_row"] for row in rows(WIDE, **columns)} == {1}


def test_parts_number_the_answers(rows: Any) -> None:
    assert {row["_part"] for row in rows(WIDE, **COLUMNS)} == {0, 1, 2, 3}


def test_without_a_key_answers_of_one_row_differ_in_id(rows: Any) -> None:
    toml = WIDE.replace('key = ["=2017", "R"]\n', "")
    found = rows(toml, **COLUMNS)
    assert len({row["feedback_id"] for row in found}) == len(found)


def test_a_scale_the_other_way_is_turned_round(rows: Any, refused: Any) -> None:
    toml = 'format = 1\ntable = "feedback"\nkey = "R"\n'
    toml += '[unpivot]\nscale = [1, 5]\nreverse = true\n[unpivot.columns]\nQ = "x"'
    columns = {"R": ["1", "2", "3"], "Q": ["1", "5", "6"]}
    assert [row["rating"] for row in rows(toml, **columns)] == [5.0, 1.0]
    assert refused(toml, **columns)[0]["value"] == "6"


def test_turning_round_needs_a_scale() -> None:
    with pytest.raises(MappingError, match="reverse needs the scale"):
        load_mapping('format = 1\ntable = "feedback"\ncolumns = { rating = "r" }\nscale = { reverse = true }')
