# ruff: noqa: DTZ001 - times of the lake are UTC without a zone
"""The JSON document of an answer: the contract of `clew ask --json`."""

from __future__ import annotations

import json
from datetime import datetime

from clew.questions.asking import answer
from clew.questions.document import to_arrow, to_document
from clew.questions.parse import parse_question


def asked(lake, engine, **words):
    rows = [
        {"feedback_id": str(i), "metric": "nps", "rating": float(i % 11), "answered_at": datetime(2026, 1 + i % 2, 9),
         "channel": "ab"[i % 3 == 0]}
        for i in range(90)
    ]  # fmt: skip
    lake.write("feedback", rows)
    return answer(parse_question("nps", **words), lake, engine)


def test_the_document_has_exactly_the_promised_names(lake, engine):
    document = to_document(asked(lake, engine, by="channel", every="month", compare="previous"))
    assert json.loads(json.dumps(document)) == document
    assert document["format"] == 1
    promised = {"metric", "statistic", "unit", "level", "as_of", "spec_hash", "population", "rows", "comparisons"}
    assert promised <= document.keys()
    assert list(document["rows"][0]) == [
        "channel", "period", "statistic", "value", "lo", "hi", "n", "n_effective", "missing", "method", "warnings",
    ]  # fmt: skip
    compared = {"channel", "period", "difference", "lo", "hi", "p", "q", "beyond_chance", "smallest_detectable"}
    assert compared <= document["comparisons"][0].keys()
    assert len(document["spec_hash"]) == 16


def test_as_a_table(lake, engine):
    table = to_arrow(asked(lake, engine, by="channel"))
    assert table.column_names[:3] == ["channel", "period", "statistic"]
    assert table.num_rows == 2
