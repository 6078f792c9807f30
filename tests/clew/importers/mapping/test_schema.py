"""The published schema is what the program reads; the examples keep to it and to the files they are for."""

from __future__ import annotations

import json
import os
import tomllib
from pathlib import Path

import jsonschema
import pyarrow as pa
import pytest

from clew.importers import ChangeTracker, load_mapping, map_batch, open_source, protect_batch
from clew.importers.mapping import explain_drift
from clew.importers.mapping.schema import mapping_schema, schema_text

ROOT = Path(__file__).parents[4]
DATA = Path(os.environ.get("CLEW_ACCEPTANCE_DATA", ROOT.parent / "shared" / "data"))
EXAMPLES = sorted((ROOT / "examples").glob("*/*.toml"))
FILES = {
    **{f"airport/{year}": f"sfo-airport-survey/{year}_SFO_Customer_Survey.csv.gz" for year in range(2010, 2018)},
    "boston/requests": "boston-311-2015/boston_311_2015_h1.parquet",
    "cdnow/master": "cdnow/CDNOW_master.txt.gz",
    "cdnow/sample": "cdnow/CDNOW_sample.txt.gz",
    "olist/customers": "olist-sample/olist_customers_dataset.csv.gz",
    "olist/orders": "olist-sample/olist_orders_dataset.csv.gz",
    "olist/payments": "olist-sample/olist_order_payments_dataset.csv.gz",
    "olist/reviews": "olist-sample/olist_order_reviews_dataset.csv.gz",
    "receipt/permits": "receipt-permits/receipt.xes.gz",
    "servicenow/incidents": "incident-servicenow/incident_event_log.csv.gz",
    "telco/customers": "telco-churn/telco_churn_with_ids_4930.csv.gz",
    "telco/full": "telco-churn/telco_churn_full_7043.csv.gz",
}


def name_of(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def test_the_published_schema_is_the_programs() -> None:
    assert (ROOT / "docs/reference/mapping.schema.json").read_text(encoding="utf-8") == schema_text()
    jsonschema.Draft202012Validator.check_schema(mapping_schema())


def test_the_schema_refuses_what_the_program_refuses() -> None:
    validator = jsonschema.Draft202012Validator(mapping_schema())
    assert not validator.is_valid({"format": 1, "table": "feedback", "colums": {}})
    assert not validator.is_valid({"format": 2, "table": "feedback"})
    assert validator.is_valid({"format": 1, "table": "feedback", "columns": {"rating": "r"}})


@pytest.mark.parametrize("path", EXAMPLES, ids=name_of)
def test_examples_load_and_keep_to_the_schema(path: Path) -> None:
    load_mapping(path)
    jsonschema.validate(
        json.loads(json.dumps(tomllib.loads(path.read_text(encoding="utf-8")), default=str)), mapping_schema()
    )


def test_every_example_for_public_data_is_there() -> None:
    assert set(FILES) <= {name_of(path) for path in EXAMPLES}


@pytest.mark.acceptance
@pytest.mark.parametrize("path", [path for path in EXAMPLES if name_of(path) in FILES], ids=name_of)
def test_examples_map_their_files_without_a_rejection(path: Path) -> None:
    file = DATA / FILES[name_of(path)]
    if not file.exists():
        pytest.skip("no acceptance data")
    mapping, state = load_mapping(path), ChangeTracker()
    taken = 0
    with open_source(file) as source:
        assert explain_drift(mapping, source.columns) == []
        for batch in source.batches():
            rows = protect_batch(batch.rows, mapping, b"s")
            for one in map_batch(rows, mapping, source_sha256=source.sha256, zone="UTC", secret=b"s", state=state):
                assert one.rejected.num_rows == 0, one.rejected.slice(0, 3).to_pylist()
                taken += one.rows.num_rows
    assert taken > 0


@pytest.mark.acceptance
def test_late_is_after_the_promised_day_and_after_the_target_time() -> None:
    if not DATA.exists():
        pytest.skip("no acceptance data")
    assert late("olist/orders") == (461, 6690)
    assert late("boston/requests") == (10025, 37320)
    share = late("receipt/permits")
    assert share[1] == 1329
    assert round(share[0] / share[1], 4) == 0.2837


def late(name: str) -> tuple[int, int]:
    """How many promises were kept late, of those that were due and kept."""
    mapping = load_mapping(ROOT / "examples" / f"{name}.toml")
    with open_source(DATA / FILES[name]) as source:
        tables = [
            one.rows
            for batch in source.batches()
            for one in map_batch(batch.rows, mapping, source_sha256=source.sha256, zone="UTC", secret=b"")
            if one.table == "promises"
        ]
    rows = pa.concat_tables(tables).select(["due_at", "kept_at"]).to_pylist()
    both = [row for row in rows if row["due_at"] and row["kept_at"]]
    return sum(row["kept_at"] > row["due_at"] for row in both), len(both)
