"""What decides between corrections: their place in the journal, never the order in which they were read."""

from __future__ import annotations

import itertools
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from clew.store import backup, open_workspace, restore
from clew.store.erasure import erase_listed
from clew.store.journal import Ref
from clew.store.loading.blocks import Block
from clew.store.loading.records import ImportDone, Mend, News, Remap, corrected
from clew.store.mending.corrections import put_cells
from clew.store.mending.mends import Correction
from clew.store.mending.remapping import journal_remap, with_meaning

DONE = ImportDone(
    import_id="i", file="", source="", sha256="", format="csv", fingerprint="", columns=(), mapping="m0", zone="UTC",
    blocks=(), rows=0,
)  # fmt: skip


def mend(name: str, at: str) -> Mend:
    return Mend(
        id=name, import_id="i", segment="s", record=1, row=0, columns=("a",), by_segment="s", by_record=2, at=at
    )


def test_news_in_any_order_and_in_any_pieces_give_the_same_import():
    pieces = [
        News({}, remaps={"i": ((5, "s", 1), Remap("i", "m1"))}),
        News({}, remaps={"i": ((9, "r", 4), Remap("i", "m2"))}),
        News({}, mends=[mend("x", "2026-01-01")]),
        News({}, mends=[mend("y", "2026-01-02")], mends_undone={"y": "2026-01-03"}),
        News({}, mends=[mend("z", "2026-01-01")], remaps={"other": ((99, "s", 1), Remap("other", "m9"))}),
    ]
    ends = set()
    for order in itertools.permutations(pieces):
        done = DONE
        for news in order:
            done = corrected(done, news)
        ends.add((done.mapping, done.came_with, tuple((m.id, m.undone_at) for m in done.mends)))
    assert ends == {("m2", "m0", (("x", ""), ("z", ""), ("y", "2026-01-03")))}
    assert corrected(DONE, News({})) is DONE


def test_cells_are_put_where_the_row_is_and_nowhere_else():
    rows = pa.record_batch({"a": ["x", None, "z"], "b": ["1", "2", "3"], "_row": [4, 5, 7], "_line": [6, 7, 9]})
    block = Block("i", 0, rows)
    put = put_cells(block, {5: {"a": "y"}, 7: {"a": None, "b": "9"}, 6: {"a": "gone"}})
    assert put.rows.to_pydict() == {"a": ["x", "y", None], "b": ["1", "2", "9"], "_row": [4, 5, 7], "_line": [6, 7, 9]}
    assert put_cells(block, {}) is block


ROWS = [("event_id", "customer_id", "name", "occurred_at"), ("e1", "c1", "open", "soon"), ("e2", "c2", "open", "soon")]


@pytest.fixture
def imported(workspace, write_csv) -> str:
    (done,) = workspace.import_files([write_csv("a.csv", ROWS)], table="events")
    return done.import_id


def test_what_was_journalled_and_not_loaded_is_loaded_by_whoever_comes_next(workspace, imported, rows_of, clock):
    fixed = with_meaning(workspace.mapping(imported), "occurred_at", "soon", "2026-01-01")
    journal_remap(workspace.place, imported, fixed, clock)
    later = open_workspace(workspace.data, now=clock)
    assert [row["event_id"] for row in rows_of(later, "events")] in (["e1", "e2"], ["e2", "e1"])


def test_a_remap_and_the_undo_of_its_import_in_one_load_leave_nothing(workspace, imported, rows_of, clock):
    fixed = with_meaning(workspace.mapping(imported), "occurred_at", "soon", "2026-01-01")
    journal_remap(workspace.place, imported, fixed, clock)
    workspace.undo(imported)
    assert rows_of(workspace, "events") == []
    workspace.rebuild()
    assert (rows_of(workspace, "events"), workspace.quarantine()) == ([], [])


def test_mends_survive_a_backup_and_a_restore(workspace, imported, rows_of, tmp_path: Path, clock):
    workspace.mend(imported, [Correction(0, {"occurred_at": "2026-01-01"})])
    clock.time += timedelta(days=1)
    backup(workspace.data, tmp_path / "copy", now=clock)
    before = rows_of(workspace, "events")
    restore(tmp_path / "copy", workspace.data, erasures=None, erase_listed=erase_listed)
    restored = open_workspace(workspace.data, now=clock)
    restored.rebuild()
    assert rows_of(restored, "events") == before
    assert [row["row"] for row in restored.mends(imported)] == [0]


def test_a_mend_stands_where_its_row_stood(workspace, imported, rows_of):
    workspace.mend(imported, [Correction(0, {"occurred_at": "2026-01-01"})])
    snapshot = workspace.snapshot()
    with workspace.place.bench() as (bench, _):
        from clew.engines.view_sql import view_sql  # noqa: PLC0415

        (row,) = bench.run(view_sql(snapshot.views["events"])).to_pylist()
    (mended,) = workspace.place.lake.current().table("events").files[:1]
    assert mended.rows == 1
    assert row["journal_ref"]["row"] == 0
    (block, *_) = [record for record in workspace.place.journal.read(None) if record.kind == "import"]
    assert Ref(row["journal_ref"]["segment"], row["journal_ref"]["record"]) == block.ref
