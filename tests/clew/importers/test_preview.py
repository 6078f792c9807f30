"""A file looked at before it is imported."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clew.errors import MappingError
from clew.importers import load_mapping, open_source, preview

TOML = """
format = 1
[private]
drop = ["ip"]
[[table]]
table = "feedback"
key = ["id"]
where = { state = { not = "test" } }
properties = ["plan"]
[table.columns]
customer_id = "who"
rating = "score"
answered_at = "day"
[table.constants]
metric = "nps"
[[table]]
table = "purchases"
key = ["id"]
where = { paid = { not = "" } }
[table.columns]
amount = "paid"
purchased_at = "day"
"""
HEAD = "id,who,score,day,state,paid,plan,ip\n"


def looked_at(tmp_path: Path, lines: list[str], toml: str = TOML, **options: Any) -> dict[str, Any]:
    path = tmp_path / "answers.csv"
    path.write_text(HEAD + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    with open_source(path) as source:
        document = preview(source, load_mapping(toml), **options)
    assert json.loads(json.dumps(document)) == document
    return document


def test_the_first_rows_with_what_they_become(tmp_path: Path) -> None:
    lines = [
        "1,c1,9,2026-05-01 10:00,done,19.9,gold,10.0.0.1",
        "2,c2,11,2026-05-01,done,,,",
        "3,c3,5,2026-05-01,test,,,",
    ]
    document = looked_at(tmp_path, lines, zone="Europe/Warsaw")
    first, bad, passed = document["rows"]
    assert first["cells"]["ip"] == "10.0.0.1"
    assert (first["line"], first["rejected"]) == (2, [])
    feedback, purchase = first["becomes"]
    assert feedback["table"] == "feedback"
    assert feedback["row"] == {
        "feedback_id": "1",
        "customer_id": "c1",
        "respondent": "customer",
        "program": "none",
        "kind": "survey",
        "metric": "nps",
        "scale_min": 0.0,
        "scale_max": 10.0,
        "rating": 9.0,
        "answered_at": "2026-05-01T08:00:00Z",
        "answer_state": "given",
        "properties": {"plan": "gold"},
        "version_at": "2026-05-01T08:00:00Z",
    }
    assert (purchase["row"]["amount"], purchase["row"]["kind"]) == ("19.9000", "purchase")
    assert bad["becomes"] == []
    assert [(one["table"], one["column"], one["value"]) for one in bad["rejected"]] == [("feedback", "score", "11")]
    assert passed["becomes"] == passed["rejected"] == []
    assert document["private"] == {"drop": ["ip"]}


def test_counts_over_a_larger_sample(tmp_path: Path) -> None:
    lines = [f"{n},c{n},{n % 12},2026-05-01,{'test' if n % 5 == 0 else 'done'},,," for n in range(600)]
    document = looked_at(tmp_path, lines, rows=3, sample=120)
    sample = document["sample"]
    assert (len(document["rows"]), sample["rows"], sample["is_whole"], sample["passed_over"]) == (3, 120, False, 24)
    assert sample["tables"] == [
        {"table": "feedback", "rows": 88, "rejected": 8},
        {"table": "purchases", "rows": 0, "rejected": 0},
    ]
    (reason,) = sample["rejections"]
    assert (reason["table"], reason["column"], reason["count"], reason["line"]) == ("feedback", "score", 8, 13)
    assert looked_at(tmp_path, lines)["sample"]["is_whole"]
    assert looked_at(tmp_path, lines, sample=600)["sample"]["is_whole"]


def test_pieces_that_are_no_rows_stand_among_the_others(tmp_path: Path) -> None:
    document = looked_at(tmp_path, ["1,c1,9,2026-05-01,done,,,", "2,c2", "3,c3,8,2026-05-01,done,,,"])
    assert [row["line"] for row in document["rows"]] == [2, 3, 4]
    assert document["rows"][1]["rejected"][0]["table"] == ""
    assert document["sample"]["rows"] == 3
    assert document["sample"]["rejections"][0]["count"] == 1


def test_unpivoted_answers_stand_in_their_order(tmp_path: Path) -> None:
    toml = 'format = 1\ntable = "feedback"\nkey = ["id"]\n[unpivot.columns]\n'
    toml += 'score = { metric = "nps" }\nplan = { metric = "text" }'
    document = looked_at(tmp_path, ["1,c1,9,2026-05-01,done,,gold,"], toml)
    assert [one["row"]["question"] for one in document["rows"][0]["becomes"]] == ["score", "plan"]


def test_an_empty_file_and_a_column_that_is_not_there(tmp_path: Path) -> None:
    document = looked_at(tmp_path, [])
    assert (document["rows"], document["sample"]["rows"], document["sample"]["passed_over"]) == ([], 0, 0)
    with pytest.raises(MappingError, match="nowhere"):
        looked_at(
            tmp_path, ["1,c1,9,2026-05-01,done,,,"], 'format = 1\ntable = "feedback"\n[columns]\nrating = "nowhere"'
        )
