"""The canonical tables for others."""

from __future__ import annotations

import csv

import duckdb
import pyarrow.parquet as pq
import pytest

from clew.errors import UsageError

FORMULAS = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "plain", "ünï", 'a,"b"\nc']


@pytest.fixture
def filled(workspace, write_csv):
    rows = [("feedback_id", "customer_id", "verbatim", "rating", "metric", "answered_at")]
    rows += [(f"f{i}", "c1", text, -i, "rating", "2026-01-01") for i, text in enumerate(FORMULAS)]
    workspace.import_files([write_csv("a.csv", rows)], table="feedback")
    return workspace


def test_no_text_in_a_csv_is_a_formula_and_numbers_stay_numbers(filled, tmp_path):
    document = filled.export("csv", tmp_path / "out")
    assert document["tables"] == [{"name": "feedback", "file": "feedback.csv", "rows": len(FORMULAS)}]
    with (tmp_path / "out" / "feedback.csv").open(newline="", encoding="utf-8") as file:
        rows = {row["feedback_id"]: row for row in csv.DictReader(file)}
    assert rows["f1"]["rating"] == "-1.0"
    for row in rows.values():
        for name, cell in row.items():
            assert name in {"rating", "id_hash", "content_hash"} or not cell or cell[0] not in "=+-@\t\r\0"
    assert rows["f0"]["verbatim"] == "'=1+1"
    assert rows["f6"]["verbatim"] == "plain"


def test_parquet_and_delta_hold_the_same_rows(filled, tmp_path):
    filled.export("parquet", tmp_path / "p")
    filled.export("delta", tmp_path / "d")
    rows = pq.read_table(tmp_path / "p" / "feedback.parquet").sort_by("feedback_id").to_pylist()
    assert len(rows) == len(FORMULAS)
    import deltalake  # noqa: PLC0415 - slow to load

    delta = deltalake.DeltaTable(tmp_path / "d" / "feedback").to_pyarrow_table().sort_by("feedback_id").to_pylist()
    assert [row["verbatim"] for row in delta] == [row["verbatim"] for row in rows]


def test_aliases_are_applied(filled, write_csv, tmp_path):
    pairs = write_csv("pairs.csv", [("from_id", "to_id", "stated_at"), ("c1", "a1", "2026-01-01")])
    filled.import_files([pairs], table="identities")
    filled.export("parquet", tmp_path / "p")
    found = duckdb.sql(f"SELECT DISTINCT customer_id FROM '{tmp_path}/p/feedback.parquet'").fetchall()
    assert found == [("a1",)]


def test_a_folder_in_use_and_an_unknown_kind_are_refused(filled, tmp_path):
    with pytest.raises(UsageError, match="not empty"):
        filled.export("csv", tmp_path)
    with pytest.raises(UsageError, match="Choices: csv, delta, parquet"):
        filled.export("xls", tmp_path / "x")
