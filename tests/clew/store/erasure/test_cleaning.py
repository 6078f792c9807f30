"""Which rows of a block are a listed person's, and what is left of the block."""

from __future__ import annotations

import pyarrow as pa
import pytest

from clew.importers import Rejected, load_mapping
from clew.store.erasure.cleaning import REASON, clean_block, judge_block
from clew.store.erasure.keyed import PERSON, Keyed
from clew.store.loading.blocks import Block, decode_block, encode_block

MAPPING = load_mapping("""
format = 1
table = "events"
key = ["id"]
columns = { customer_id = "who", order_id = "order", occurred_at = "at", touchpoint = "where" }
constants = { name = "seen" }
properties = ["note"]
""")


def keyed(*people, **shared):
    empty = Keyed(b"secret", frozenset())
    keys = [empty.key(PERSON, name) for name in people]
    return empty.with_keys([*keys, *(empty.key(kind, value) for kind, value in shared.items())])


def block(*rows, broken=(), repaired=()):
    columns = ("id", "who", "order", "at", "where", "note")
    cells = {name: pa.array([row.get(name) for row in rows], pa.string()) for name in columns}
    places = {"_row": pa.array(range(10, 10 + len(rows))), "_line": pa.array(range(20, 20 + len(rows)))}
    return Block("i1", 3, pa.record_batch({**cells, **places}), broken, repaired, "m1")


def cleaned(given, listed, mapping=MAPPING):
    return clean_block(given, judge_block(given, mapping, listed))


def test_a_listed_customers_row_goes_and_the_others_keep_their_place():
    given = block({"id": "1", "who": "a"}, {"id": "2", "who": "b"}, {"id": "3", "who": "a"})
    left = cleaned(given, keyed("a"))
    assert left.rows.select(["id", "_row", "_line"]).to_pylist() == [{"id": "2", "_row": 11, "_line": 21}]
    assert left.broken == (Rejected(20, "", REASON, "", 10), Rejected(22, "", REASON, "", 12))
    assert (left.import_id, left.number, left.mapping) == ("i1", 3, "m1")
    assert cleaned(left, keyed("a")) is left


def test_a_block_without_rows_can_be_kept_and_read_again():
    left = decode_block(encode_block(cleaned(block({"id": "1", "who": "a"}), keyed("a"))))
    assert left.rows.num_rows == 0
    assert left.rows.schema.names == block().rows.schema.names
    assert len(left.broken) == 1


def test_a_row_of_nobody_goes_by_an_order_that_was_the_persons_alone():
    given = block({"id": "1", "order": "o1"}, {"id": "2", "order": "o1", "who": "b"}, {"id": "3", "order": "o2"})
    assert cleaned(given, keyed(order_id="o1")).rows["id"].to_pylist() == ["2", "3"]


@pytest.mark.parametrize(
    ("cell", "goes"),
    [("anna@x.pl", True), (" Anna@X.pl ", True), ("c-1234567", True), ("7", False), ("12345678", False)],
)
def test_a_row_of_nobody_goes_by_an_unmistakable_cell(cell, goes):
    given = block({"id": "1", "note": cell})
    assert (cleaned(given, keyed("anna@x.pl", "c-1234567", "7", "12345678")).rows.num_rows == 0) == goes


def test_in_another_persons_row_only_the_cell_goes_and_never_an_id():
    given = block({"id": "1", "who": "b", "note": "anna@x.pl", "order": "anna@x.pl"})
    (row,) = cleaned(given, keyed("anna@x.pl")).rows.to_pylist()
    assert (row["note"], row["order"], row["who"]) == (None, "anna@x.pl", "b")


def test_without_a_mapping_unmistakable_cells_decide():
    given = block({"id": "1", "who": "c-1234567"}, {"id": "2", "who": "7"})
    assert cleaned(given, keyed("c-1234567", "7"), mapping=None).rows["id"].to_pylist() == ["2"]


def test_pieces_that_were_no_rows_lose_their_text():
    broken = (Rejected(5, "", "too many cells", "x,7,more"), Rejected(6, "", "too many cells", "x,77,more"))
    repaired = (Rejected(20, "note", "mended", "text", 10), Rejected(21, "note", "mended", "text", 11))
    given = block({"id": "1", "who": "7"}, {"id": "2", "who": "b"}, broken=broken, repaired=repaired)
    left = cleaned(given, keyed("7"))
    assert [piece.value for piece in left.broken] == ["", "x,77,more", ""]
    assert left.broken[0].reason == "too many cells"
    assert left.repaired == repaired[1:]


def test_a_row_that_would_be_rejected_is_recognised():
    given = block({"id": "1", "who": "a", "at": "never"}, {"id": None, "who": "a"})
    assert cleaned(given, keyed("a")).rows.num_rows == 0


def test_a_row_that_no_block_of_the_mapping_takes_is_recognised():
    mapping = load_mapping("""
format = 1
[[table]]
table = "events"
key = ["id"]
columns = { customer_id = "who", occurred_at = "at" }
constants = { name = "seen" }
where = { where = ["shop"] }
""")
    given = block(
        {"id": "1", "who": "a", "where": "shop"}, {"id": "2", "who": "a", "where": "web"}, {"id": "3", "who": "b"}
    )
    assert cleaned(given, keyed("a"), mapping).rows["id"].to_pylist() == ["3"]


def test_a_block_holds_no_byte_of_the_rows_beside_it():
    """Arrow pads what it writes of a slice with what follows in memory."""
    whole = block({"id": "1", "who": "b"}, {"id": "2", "who": "canary-next"})
    first = Block("i1", 0, whole.rows.slice(0, 1))
    assert b"canary" not in encode_block(first)
    assert decode_block(encode_block(first)).rows["who"].to_pylist() == ["b"]
