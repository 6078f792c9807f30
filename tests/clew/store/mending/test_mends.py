"""Single rows mended: loaded again, exactly once, undone, rebuilt, and erased with the person they are of."""

from __future__ import annotations

import pytest

from clew.errors import DataError, UsageError
from clew.importers import load_mapping
from clew.store.mending.mends import Correction

ROWS = [
    ("feedback_id", "customer_id", "metric", "rating", "answered_at", "verbatim"),
    ("f1", "c-0000001", "nps", "9", "2026-01-01", "fine"),
    ("f2", "c-0000002", "nps", "ten", "2026-01-02", "secretwords"),
    ("f3", "c-0000003", "nps", "ten", "soon", ""),
]


@pytest.fixture
def imported(workspace, write_csv):
    (done,) = workspace.import_files([write_csv("a.csv", ROWS)], table="feedback")
    return done.import_id


def ratings(workspace, rows_of) -> dict[str, float]:
    return {row["feedback_id"]: row["rating"] for row in rows_of(workspace, "feedback")}


def everything(workspace) -> bytes:
    return b"".join(path.read_bytes() for path in workspace.data.rglob("*") if path.is_file())


def test_a_mended_row_is_loaded_and_undo_sets_it_aside_again(workspace, imported, rows_of):
    aside = workspace.set_aside()
    (fact,) = workspace.mend(imported, [Correction(1, {"rating": "10"})])
    assert ratings(workspace, rows_of) == {"f1": 9, "f2": 10}
    assert [(row["line"], row["value"]) for row in workspace.set_aside()["rows"]] == [(4, "ten")]
    assert (workspace.imports()[0]["accepted"], workspace.imports()[0]["mends"]) == (2, 1)
    assert [(row["row"], row["columns"], row["undone_at"]) for row in workspace.mends(imported)] == [
        (1, ["rating"], None)
    ]
    after = rows_of(workspace, "feedback")
    workspace.rebuild()
    assert rows_of(workspace, "feedback") == after
    assert workspace.undo_mend(imported, fact.id).undone_at
    assert (ratings(workspace, rows_of), workspace.set_aside()) == ({"f1": 9}, aside)
    workspace.rebuild()
    assert (ratings(workspace, rows_of), workspace.set_aside()) == ({"f1": 9}, aside)
    with pytest.raises(UsageError, match="undone already"):
        workspace.undo_mend(imported, fact.id)


def test_several_rows_and_several_mends_of_one_row_each_undone_by_itself(workspace, imported, rows_of):
    both = [Correction(1, {"rating": "10"}), Correction(2, {"rating": "7"})]
    first = workspace.mend(imported, both)
    assert ratings(workspace, rows_of) == {"f1": 9, "f2": 10}, "row 2 has no date yet"
    (date,) = workspace.mend(imported, [Correction(2, {"answered_at": "2026-01-03", "rating": "6"})])
    assert ratings(workspace, rows_of) == {"f1": 9, "f2": 10, "f3": 6}
    workspace.undo_mend(imported, first[1].id)
    assert ratings(workspace, rows_of)["f3"] == 6, "the later one says it all"
    workspace.undo_mend(imported, date.id)
    assert ratings(workspace, rows_of) == {"f1": 9, "f2": 10}


def test_exactly_once_holds_the_mended_row_is_a_duplicate_of_a_right_one(workspace, imported, write_csv, rows_of):
    workspace.mend(imported, [Correction(1, {"rating": "10"})])
    right = [ROWS[0], ("f2", "c-0000002", "nps", "10", "2026-01-02", "secretwords")]
    (again,) = workspace.import_files([write_csv("b.csv", right)], table="feedback")
    assert again.tables[0]["duplicates"] == 1
    assert ratings(workspace, rows_of) == {"f1": 9, "f2": 10}


def test_a_mend_and_a_remap_go_together_and_an_undone_import_takes_its_mends_along(workspace, imported, rows_of):
    workspace.mend(imported, [Correction(2, {"answered_at": "2026-01-03"})])
    workspace.remap_value(imported, "rating", "ten", "10")
    assert ratings(workspace, rows_of) == {"f1": 9, "f2": 10, "f3": 10}
    workspace.undo(imported)
    assert rows_of(workspace, "feedback") == []
    with pytest.raises(UsageError, match="taken back"):
        workspace.mend(imported, [Correction(1, {"rating": "10"})])


@pytest.mark.parametrize(
    ("corrections", "said"),
    [
        ([], "one or more rows"),
        ([Correction(1, {"rating": "1"}), Correction(1, {"rating": "2"})], "each row once"),
        ([Correction(0, {"rating": "1"})], "Row 0 of a.csv is not set aside"),
        ([Correction(9, {"rating": "1"})], "not set aside"),
        ([Correction(1, {})], "which cells"),
        ([Correction(1, {"colour": "red"})], "no column of the file 'colour'.*rating"),
        ([Correction(1, {"_row": "7"})], "no column of the file '_row'"),
        ([Correction(1, {"rating": "a\0"})], "no NUL"),
    ],
)
def test_what_cannot_be_mended_says_why_and_leaves_no_record(workspace, imported, corrections, said):
    version = workspace.snapshot().version
    with pytest.raises(UsageError, match=said):
        workspace.mend(imported, corrections)
    assert (workspace.mends(imported), workspace.snapshot().version) == ([], version)


def test_hashed_columns_are_hashed_in_a_mend_too(workspace, write_csv, rows_of):
    mapping = load_mapping(
        'format = 1\ntable = "feedback"\nkey = ["feedback_id"]\n[columns]\ncustomer_id = "customer_id"\n'
        'rating = "rating"\nanswered_at = "answered_at"\nverbatim = "verbatim"\n[private]\nhash = ["customer_id"]\n'
    )
    (done,) = workspace.import_files([write_csv("a.csv", ROWS)], mapping)
    workspace.mend(done.import_id, [Correction(1, {"rating": "10", "customer_id": "c-0000001"})])
    assert len({row["customer_id"] for row in rows_of(workspace, "feedback")}) == 1
    assert b"c-0000001" not in b"".join(path.read_bytes() for path in workspace.place.folder.rglob("*.segment"))


# erasure


def test_an_erasure_takes_the_mend_with_the_row(workspace, imported, rows_of):
    workspace.mend(imported, [Correction(1, {"rating": "10", "verbatim": "typed by hand secretagain"})])
    assert b"secretwords" in everything(workspace)
    workspace.erase("c-0000002")
    assert ratings(workspace, rows_of) == {"f1": 9}
    assert b"secretagain" not in everything(workspace)
    assert b"secretwords" not in everything(workspace)
    workspace.rebuild()
    assert ratings(workspace, rows_of) == {"f1": 9}
    assert workspace.verify() == []


EVENTS = [
    ("event_id", "customer_id", "name", "occurred_at", "said"),
    ("e1", "", "open", "soon", "secretwords"),
    ("e2", "c-0000002", "open", "soon", "secretwords"),
    ("e3", "c-0000001", "open", "2026-01-01", "fine"),
]


@pytest.fixture
def events(workspace, write_csv):
    """Rows that share no id with any other table, so that only the mend tells that two rows are one."""
    (done,) = workspace.import_files([write_csv("a.csv", EVENTS)], table="events")
    workspace.import_files([_customers(workspace)], table="customers")
    return done.import_id


@pytest.mark.parametrize("is_undone", [False, True])
def test_a_row_that_was_mended_to_be_theirs_goes_as_it_came_too(workspace, events, rows_of, is_undone):
    (fact,) = workspace.mend(events, [Correction(0, {"occurred_at": "2026-01-02", "customer_id": "c-0000002"})])
    assert [row["event_id"] for row in rows_of(workspace, "events")] in (["e1", "e3"], ["e3", "e1"])
    if is_undone:
        workspace.undo_mend(events, fact.id)
    assert b"secretwords" in everything(workspace)
    workspace.erase("c-0000002")
    assert b"secretwords" not in everything(workspace)
    assert [row["_row"] for row in workspace.raw_rows(events)] == [2]
    workspace.rebuild()
    assert [row["event_id"] for row in rows_of(workspace, "events")] == ["e3"]
    assert workspace.verify() == []


def test_a_row_that_came_as_theirs_goes_also_where_a_mend_took_their_name_off(workspace, events):
    workspace.mend(events, [Correction(1, {"customer_id": None, "said": "secretagain"})])
    assert b"secretagain" in everything(workspace)
    workspace.erase("c-0000002")
    assert b"secretagain" not in everything(workspace)


def test_a_row_that_a_mend_gave_to_another_is_the_other_s(workspace, imported, rows_of):
    workspace.mend(imported, [Correction(1, {"rating": "10", "customer_id": "c-0000001", "verbatim": "hers"})])
    workspace.import_files([_customers(workspace)], table="customers")
    assert b"secretwords" in everything(workspace)
    workspace.erase("c-0000002")
    assert b"secretwords" not in everything(workspace)
    assert b"c-0000002" not in everything(workspace)


def test_nobody_who_was_erased_is_brought_back_by_a_mend(workspace, write_csv):
    workspace.import_files([_customers(workspace)], table="customers")
    workspace.erase("c-0000002")
    rows = [ROWS[0], ("f2", "", "nps", "ten", "2026-01-02", "x")]
    (done,) = workspace.import_files([write_csv("a.csv", rows)], table="feedback")
    with pytest.raises(DataError, match="erased"):
        workspace.mend(done.import_id, [Correction(0, {"rating": "10", "customer_id": "c-0000002"})])
    assert workspace.mends(done.import_id) == []
    assert b"c-0000002" not in everything(workspace)


def _customers(workspace):
    path = workspace.data.parent / "customers.csv"
    path.write_text("customer_id,country\nc-0000002,PL\n")
    return path
