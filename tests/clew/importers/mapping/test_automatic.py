"""Mappings nobody had to write."""

from __future__ import annotations

import pyarrow as pa
import pytest

from clew.errors import UsageError
from clew.importers import map_batch
from clew.importers.mapping import mapping_for_table, mapping_for_xes


def test_canonical_names_are_taken_and_the_rest_kept() -> None:
    (block,) = mapping_for_table("feedback", ["feedback_id", "rating", "plan", "id_hash", "source"]).blocks
    assert block.columns == {"feedback_id": "feedback_id", "rating": "rating"}
    assert block.properties == {"plan": "plan"}
    assert block.has_key


def test_without_its_id_column_a_table_has_no_key() -> None:
    assert not mapping_for_table("events", ["name", "occurred_at"]).blocks[0].has_key
    assert mapping_for_table("identities", ["from_id", "to_id"]).blocks[0].has_key


def test_a_table_without_properties_leaves_the_rest() -> None:
    assert mapping_for_table("identities", ["from_id", "to_id", "why"]).blocks[0].properties == {}


def test_unknown_tables_and_strange_headers() -> None:
    with pytest.raises(UsageError, match="Did you mean 'events'"):
        mapping_for_table("event", ["name"])
    with pytest.raises(UsageError, match="No column bears a name"):
        mapping_for_table("events", ["a", "b"])


def event_log(**extra: str) -> tuple[list[str], dict[str, object]]:
    texts = {
        "trace:#": "1",
        "trace:concept:name": "case 1",
        "event:#": "1",
        "event:concept:name": "Check",
        "event:time:timestamp": "2011-10-11T13:45:40.276+02:00",
        "event:org:resource": "Ann",
        "event:org:group": "Desk",
        "event:lifecycle:transition": "start",
        "trace:deadline": "2011-12-06T13:41:31.788+01:00",
        **extra,
    }
    columns = list(texts)
    batch = pa.record_batch(
        {**{k: pa.array([v]) for k, v in texts.items()}, "_row": pa.array([0]), "_line": pa.array([1])}
    )
    (mapped,) = map_batch(batch, mapping_for_xes(columns), source_sha256="0" * 64, zone="UTC", secret=b"")
    return columns, mapped.rows.to_pylist()[0]


def test_an_event_log_needs_no_mapping() -> None:
    _, event = event_log()
    said = {key: event[key] for key in ("name", "touchpoint", "actor", "team", "journey_run_id", "customer_id")}
    assert said == {
        "name": "Check",
        "touchpoint": "Check",
        "actor": "Ann",
        "team": "Desk",
        "journey_run_id": "case 1",
        "customer_id": "case 1",
    }
    assert str(event["occurred_at"]) == "2011-10-11 11:45:40.276000"
    assert '"event:lifecycle:transition":"start"' in str(event["properties"])
    assert '"trace:deadline"' in str(event["properties"])
    assert "#" not in str(event["properties"])


def test_a_customer_that_the_log_names_is_taken() -> None:
    assert event_log(**{"trace:customer_id": "C1"})[1]["customer_id"] == "C1"
    assert event_log(**{"event:customer": "C2"})[1]["customer_id"] == "C2"


def test_a_log_without_names_of_traces_still_has_runs() -> None:
    (block,) = mapping_for_xes(["trace:#", "event:#", "event:concept:name", "event:time:timestamp"]).blocks
    assert block.columns["journey_run_id"] == "trace:#"
