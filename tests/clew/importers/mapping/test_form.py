"""A mapping as a form edits it: there and back through JSON and TOML, and everything wrong with it at once."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from tests.clew.importers.mapping.test_file import FULL

from clew.errors import MappingError
from clew.importers import open_source, suggest_mapping
from clew.importers.mapping import Mapping, check_document, from_document, load_mapping, to_document, to_toml
from clew.importers.mapping.model import TableMapping

EXAMPLES = Path(__file__).parents[4] / "examples"
WIDE = """
format = 1
[dates]
zone = "America/Sao_Paulo"
[[table]]
table = "feedback"
key = ["=x", "id"]
version_at = ["changed", "count"]
properties = "*"
[table.unpivot]
metric = "rating"
scale = [1, 5]
missing = { not_experienced = ["6"], missing = ["0"] }
[table.unpivot.columns]
"a \\"quoted\\" [column]" = "art"
Q2 = { metric = "ces", reverse = true, question = "ease" }
Q3 = { metric = "text", into = "choice" }
[table.columns]
invitation_id = ["=x", "id"]
[table.dates]
asked_at = { formats = ["excel"], end_of_day = true }
"*" = { zone = "UTC", end_of_day = true }
[[table]]
table = "ticket_changes"
changes = { status = "state" }
[table.columns]
ticket_id = "nr"
changed_at = "at"
[[table]]
table = "tickets"
key = ["nr"]
[table.columns]
opened_at = "at"
[table.after]
replied_at = { time = "opened_at", column = "minutes", unit = "minutes" }
"""


def mappings() -> dict[str, Mapping]:
    found = {str(path.relative_to(EXAMPLES)): load_mapping(path) for path in sorted(EXAMPLES.rglob("*.toml"))}
    return {"every section": load_mapping(FULL), "wide": load_mapping(WIDE), **found}


@pytest.mark.parametrize("name", mappings())
def test_there_and_back(name: str) -> None:
    mapping = mappings()[name]
    document = to_document(mapping)
    assert from_document(json.loads(json.dumps(document))) == mapping
    assert load_mapping(to_toml(mapping)) == mapping
    assert check_document(document) == []


@pytest.mark.parametrize("path", sorted((EXAMPLES / "tools").iterdir()), ids=lambda path: path.name)
def test_what_is_proposed_can_be_edited(path: Path) -> None:
    with open_source(path) as source:
        mapping = load_mapping(suggest_mapping(source))
        assert check_document(to_document(mapping), source.columns) == []
    assert load_mapping(to_toml(mapping)) == mapping


def test_names_with_signs_survive_toml() -> None:
    name = 'a\t"b" \\ [c] = # żółć \x7f \x01'
    mapping = Mapping((TableMapping("feedback", columns={"rating": name}, values={"rating": {name: name}}),))
    assert load_mapping(to_toml(mapping)) == mapping
    assert tomllib.loads(to_toml(mapping))["columns"]["rating"] == name


def keys(document: Any, columns: list[str] | None = None) -> list[str]:
    return [problem.key for problem in check_document(document, columns)]


def test_everything_that_is_wrong_is_told_at_once() -> None:
    block = {
        "table": "feedback",
        "columns": {"ratng": "a", "verbatm": "b", "customer_id": "who"},
        "constants": {"customer_id": "x", "nobody": 1},
        "dates": {"answered_at": {"zone": "Mars/Base"}, "asked_at": ["%Q"]},
        "join": {"order_id": {"table": "nowhere", "by": "x"}},
        "changes": {"status": "s"},
        "after": {"asked_at": {"time": "verbatim", "column": "m"}},
    }
    document = {
        "format": 1,
        "table": [block, {"table": "identities", "properties": ["x"]}],
        "private": {"drop": ["who"]},
    }
    assert keys(document) == [
        "table[0].dates.answered_at",
        "table[0].dates.asked_at",
        "table[0].columns.ratng",
        "table[0].columns.verbatm",
        "table[0].constants.nobody",
        "table[0].after.asked_at",
        "table[0].constants.customer_id",
        "table[0].changes",
        "table[0].join.order_id",
        "private.drop",
        "table[1].properties",
    ]
    assert "Did you mean 'rating'?" in check_document(document)[2].message


def test_wrong_kinds_are_told_entry_by_entry() -> None:
    block = {
        "table": "feedback",
        "columns": {"rating": 7, "verbatim": True},
        "scale": {"min": "low"},
        "unpivot": {"columns": {"Q1": {"metric": "joy"}, "Q2": {"scale": [1]}, "Q3": "fine"}},
        "colums": {},
    }
    document = {"format": 1, "table": [block, {"table": "feedbak"}, "x"], "key": ["a"]}
    assert keys(document) == [
        "table[0].colums",
        "key",
        "table[0].columns.rating",
        "table[0].columns.verbatim",
        "table[0].scale",
        "table[0].unpivot.columns.Q1",
        "table[0].unpivot.columns.Q2",
        "table[1].table",
        "table[2]",
    ]


@pytest.mark.parametrize(
    ("document", "wrong"),
    [
        (None, [""]),
        ([], [""]),
        ({}, ["format", "table"]),
        ({"format": 2, "table": "feedback"}, ["format"]),
        ({"format": 1, "table": []}, ["table"]),
        ({"format": 1, "table": 5}, ["table"]),
        ({"format": 1, "table": "feedback"}, []),
        ({"format": 1, "table": [{"table": "feedback"}], "private": {"drop": "x"}}, ["private"]),
    ],
)
def test_what_is_no_mapping(document: Any, wrong: list[str]) -> None:
    assert keys(document) == wrong


def test_columns_that_the_file_lacks() -> None:
    block = {
        "table": "feedback",
        "key": ["=x", "nr", "customer_id"],
        "where": {"state": "done"},
        "columns": {"customer_id": ["=x", "who"], "rating": "Score"},
        "properties": {"plan": "tier[0].name"},
    }
    document = {"format": 1, "table": [block]}
    assert keys(document, ["score"]) == [
        "table[0].columns.rating",
        "table[0].columns.customer_id",
        "table[0].key",
        "table[0].where.state",
        "table[0].properties.plan",
    ]
    assert "Did you mean 'score'?" in check_document(document, ["score"])[0].message
    assert keys(document, ["nr", "state", "who", "Score", "tier"]) == []


def test_a_document_that_cannot_be_raises_as_a_file_does() -> None:
    with pytest.raises(MappingError, match=r"at 'table\[0\].columns': the table feedback has no column 'ratng'"):
        from_document({"format": 1, "table": [{"table": "feedback", "columns": {"ratng": "x"}}]})
