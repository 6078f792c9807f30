"""Hashes of the house: quick ways give what the slow, plain definition gives."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.engines.hashing import content_hash_sql, id_hash
from clew.engines.workbench import Workbench
from clew.store.journal import Ref
from clew.store.loading.house import content_columns, id_expression, with_hashes, with_origin
from clew.tables import TABLES

FEEDBACK = TABLES["feedback"]

ratings = st.one_of(st.none(), st.floats(allow_nan=True, allow_infinity=True), st.integers(-5, 10).map(float))
texts = st.one_of(st.none(), st.sampled_from(["", "a", "it's", "b|c", "ü"]))


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(texts, texts, ratings), min_size=1, max_size=6))
def test_hashes_do_not_depend_on_the_other_rows_of_a_chunk(tmp_path_factory, rows):
    mapped = pa.table(
        {
            "feedback_id": pa.array([f"f{i}" for i in range(len(rows))]),
            "customer_id": pa.array([row[0] for row in rows], pa.string()),
            "verbatim": pa.array([row[1] for row in rows], pa.string()),
            "rating": pa.array([row[2] for row in rows], pa.float64()),
            **{name: pa.array(range(len(rows)), pa.int64()) for name in ("_row", "_line", "_part")},
        }
    )
    full = with_origin(FEEDBACK, mapped, "a.csv", "i1", Ref("s", 0))
    with Workbench(Path(tmp_path_factory.mktemp("bench"))) as bench:
        together = with_hashes(FEEDBACK, full, bench)
        alone = [with_hashes(FEEDBACK, full.slice(i, 1), bench) for i in range(len(rows))]
        kinds = {name: FEEDBACK.by_name[name].type for name in content_columns(FEEDBACK)}
        plain = bench.run(f"SELECT {content_hash_sql(kinds)} AS content_hash FROM rows", rows=full)
    for name in ("id_hash", "content_hash"):
        assert together[name].to_pylist() == [one[name][0].as_py() for one in alone]
    assert together["content_hash"].to_pylist() == plain["content_hash"].to_pylist()
    assert together["id_hash"].to_pylist() == [id_hash("feedback", f"f{i}") for i in range(len(rows))]


def test_an_id_of_several_columns_is_joined(tmp_path):
    table = TABLES["ticket_changes"]
    row = {"ticket_id": ["t1"], "changed_at": pa.array([5], pa.timestamp("us")), "ordinal": [2], "what": ["status"]}
    with Workbench(tmp_path) as bench:
        found = bench.run(f"SELECT {id_expression(table)} AS id FROM rows", rows=pa.table(row))
    assert found["id"].to_pylist() == ["t1|5|2|status"]


def test_every_row_says_where_it_came_from():
    mapped = pa.table({"feedback_id": ["f1"], "_row": [41], "_line": [43], "_part": [0]})
    row = with_origin(FEEDBACK, mapped, "a.csv", "i1", Ref("s", 7)).to_pylist()[0]
    assert (row["source"], row["import_id"]) == ("a.csv", "i1")
    assert row["journal_ref"] == {"segment": "s", "record": 7, "row": 41}
