"""Raw rows as the journal keeps them."""

from __future__ import annotations

import pyarrow as pa
import pytest

from clew.errors import DamageError
from clew.importers import Rejected
from clew.store.loading.blocks import BLOCK_BYTES, Block, decode_block, encode_block, gather_blocks, read_records


def rows(*values: str | None) -> pa.RecordBatch:
    count = len(values)
    return pa.record_batch(
        {"a": pa.array(values, pa.string()), "_row": range(count), "_line": pa.array(range(2, count + 2), pa.int64())}
    )


@pytest.mark.parametrize("values", [(), ("x",), (None, "", "ünï\n\0")])
def test_what_was_encoded_is_decoded(values):
    broken = (Rejected(9, "", "too short", '"\n', None), Rejected(10, "a", "torn", "x", 7))
    block = Block("i1", 3, rows(*values), broken, (Rejected(1, "a", "mended", "", 0),), "ab")
    found = decode_block(encode_block(block))
    assert found.rows.equals(block.rows)
    assert (found.import_id, found.number, found.mapping) == ("i1", 3, "ab")
    assert (found.broken, found.repaired) == (block.broken, block.repaired)


def test_small_batches_become_one_block_and_large_ones_stay_apart():
    small = [Block("i1", 0, rows(str(i)), (Rejected(i, "", "r"),), (), "m") for i in range(5)]
    (joined,) = gather_blocks("i1", small)
    assert joined.rows.column("a").to_pylist() == list("01234")
    assert ([piece.line for piece in joined.broken], joined.mapping) == ([0, 1, 2, 3, 4], "m")
    large = [Block("i1", 0, rows("x" * (BLOCK_BYTES - 100))) for _ in range(3)]
    assert [block.number for block in gather_blocks("i1", large)] == [0, 1, 2]


def test_a_block_that_is_gone_is_damage(workspace, feedback_csv):
    workspace.import_files([feedback_csv("a.csv", [("f1", "c1", 1, 1)])], table="feedback")
    place = workspace.place
    record = next(record for record in place.journal.read() if record.kind == "import")
    assert [found.body for found in read_records(place.journal_folder, place.workspace_id, [record.ref])] == [
        record.body
    ]
    with pytest.raises(DamageError, match="record 7 is gone"):
        list(read_records(place.journal_folder, place.workspace_id, [record.ref._replace(record=7)]))
