"""Cells: blanks, codes, value maps, flags, choices, JSON."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from clew.importers.values.cells import match_texts


def test_codes_match_numbers_however_a_sheet_writes_them() -> None:
    assert match_texts(pa.array(["11", "11.0", "110", None, "Blank"]), ["11", "", "Blank"]).to_pylist() == [
        0,
        0,
        None,
        1,
        2,
    ]


def test_zero_is_data_unless_the_mapping_says_otherwise(rows: Any) -> None:
    toml = 'format = 1\ntable = "feedback"\ncolumns = { rating = "r" }\nconstants = { metric = "nps" }\n'
    assert rows(toml, r=["0"])[0]["answer_state"] == "given"
    assert rows(toml + '[missing]\nrating = ["0"]', r=["0"])[0]["answer_state"] == "missing"


def test_a_blank_may_have_a_reason(rows: Any) -> None:
    toml = 'format = 1\ntable = "feedback"\ncolumns = { rating = "r" }\n[missing]\nrating = { not_asked = [""] }'
    assert [row["answer_state"] for row in rows(toml, r=["", "5", None])] == ["not_asked", "given", "not_asked"]


def test_words_without_a_rating_are_an_answer(rows: Any) -> None:
    toml = 'format = 1\ntable = "feedback"\ncolumns = { rating = "r", verbatim = "v" }'
    found = rows(toml, r=[None, None], v=["good", " "])
    assert [(row["answer_state"], row["verbatim"]) for row in found] == [("given", "good"), ("missing", None)]


def test_codes_for_all_columns_and_for_properties(rows: Any) -> None:
    toml = 'format = 1\ntable = "tickets"\nproperties = ["p"]\n'
    toml += 'columns = { ticket_id = "n", topic = "t" }\n[missing]\n"*" = ["?"]'
    (found,) = rows(toml, n=["1"], t=["?"], p=["?"])
    assert (found["topic"], found["properties"]) == (None, None)


def test_flags_in_four_languages(rows: Any, refused: Any) -> None:
    toml = 'format = 1\ntable = "feedback"\ncolumns = { complete = "c" }'
    columns = {"c": ["TAK", "nu", "Да", "1", "false", None, "maybe"]}
    assert [row["complete"] for row in rows(toml, **columns)] == [True, False, True, True, False, None]
    assert "yes nor no" in refused(toml, **columns)[0]["reason"]


def test_json_columns_are_checked_and_made_compact(rows: Any, refused: Any) -> None:
    toml = 'format = 1\ntable = "customers"\ncolumns = { customer_id = "n", traits = "t" }'
    columns = {"n": ["1", "2"], "t": ['{ "plan": "gold" }', "{plan"]}
    assert rows(toml, **columns)[0]["traits"] == '{"plan":"gold"}'
    assert refused(toml, **columns)[0]["reason"] == "This is no JSON object."


def test_known_json_is_joined_by_other_columns(rows: Any) -> None:
    toml = 'format = 1\ntable = "customers"\nproperties = ["plan"]\ncolumns = { customer_id = "n", traits = "t" }'
    found = rows(toml, n=["1", "2", "3"], t=['{"a": 1}', "{}", None], plan=["gold", "gold", None])
    assert [row["traits"] for row in found] == ['{"a":1,"plan":"gold"}', '{"plan":"gold"}', None]


def test_json_that_is_no_object_is_refused(refused: Any) -> None:
    toml = 'format = 1\ntable = "customers"\ncolumns = { customer_id = "n", traits = "t" }'
    assert refused(toml, n=["1"], t=["[1]"])[0]["column"] == "t"


def test_a_rejected_value_is_shown_and_cut(refused: Any) -> None:
    toml = 'format = 1\ntable = "feedback"\ncolumns = { rating = "r" }'
    (only,) = refused(toml, r=["x" * 5000])
    assert len(only["value"]) == 200
