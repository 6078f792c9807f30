"""Every row counts once: whatever came twice, in pieces, in another order, or was taken back."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clew.importers import load_mapping
from clew.store import open_workspace

ANSWERS = [(f"f{i}", f"c{i % 4}", i % 11, 1 + i % 28) for i in range(20)]
EVENTS = [(f"e{i}", f"c{i % 4}", "call", 1 + i % 3) for i in range(20)]


def counts(result, table="feedback"):
    found = next(t for t in result.tables if t["table"] == table)
    assert found["rows"] == sum(found[fate] for fate in ("accepted", "duplicates", "updated", "conflicts", "rejected"))
    return {name: number for name, number in found.items() if number and name not in {"table", "rows"}}


def test_the_same_file_twice_is_duplicates(workspace, feedback_csv, rows_of):
    path = feedback_csv("a.csv", ANSWERS)
    assert counts(workspace.import_files([path], table="feedback")[0]) == {"accepted": 20}
    before = rows_of(workspace, "feedback")
    assert counts(workspace.import_files([path], table="feedback")[0]) == {"duplicates": 20}
    assert rows_of(workspace, "feedback") == before


def test_the_same_file_twice_in_one_command_is_duplicates(workspace, feedback_csv):
    path = feedback_csv("a.csv", ANSWERS)
    first, second = workspace.import_files([path, path], table="feedback")
    assert (counts(first), counts(second)) == ({"accepted": 20}, {"duplicates": 20})


@pytest.mark.parametrize("table", ["feedback", "events"])
def test_three_overlapping_exports_equal_one_full_export_in_every_order(
    another, feedback_csv, events_csv, rows_of, table
):
    write, rows = (feedback_csv, ANSWERS) if table == "feedback" else (events_csv, EVENTS)
    full = another("full")
    full.import_files([write("full.csv", rows)], table=table)
    weeks = [write(f"week{i}.csv", rows[start : start + 10]) for i, start in enumerate((0, 5, 10))]
    for number, order in enumerate(itertools.permutations(weeks)):
        weekly = another(f"{number}")
        results = weekly.import_files(order, table=table)
        assert sum(counts(r, table).get("accepted", 0) for r in results) == 20
        assert rows_of(weekly, table) == rows_of(full, table)


@settings(deadline=None, max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from("abcd"), st.integers(0, 10), st.sampled_from(["", "2026-02-01", "2026-02-02"])),
        min_size=1,
        max_size=10,
    ),
    st.lists(st.integers(0, 9), max_size=2),
    st.randoms(use_true_random=False),
)
def test_no_order_or_splitting_of_exports_changes_a_table(
    tmp_path_factory, clock, feedback_csv, rows_of, answers, cuts, chance
):
    answers = [(name, f"c{name}", rating, 5, version) for name, rating, version in answers]
    edges = sorted({0, len(answers), *(cut % (len(answers) + 1) for cut in cuts)})
    pieces = [answers[a:b] for a, b in itertools.pairwise(edges)]
    chance.shuffle(pieces)
    folder = tmp_path_factory.mktemp("order")
    whole, split = (open_workspace(folder / name, now=clock) for name in ("whole", "split"))
    whole.import_files([feedback_csv("whole.csv", answers)], table="feedback")
    split.import_files([feedback_csv(f"{i}.csv", piece) for i, piece in enumerate(pieces)], table="feedback")
    assert rows_of(split, "feedback") == rows_of(whole, "feedback")


def test_the_latest_version_wins_in_every_order(another, feedback_csv, rows_of):
    """Beside each version stands another row, so that its file outlives it and the dead row must be left out."""
    versions = [
        feedback_csv(f"v{day}.csv", [("f1", "c1", day, 1, f"2026-02-{day:02d}"), (f"x{day}", "c1", 10, 1)])
        for day in (1, 2, 3)
    ]
    for number, order in enumerate(itertools.permutations(versions)):
        workspace = another(f"{number}")
        for path in order:
            workspace.import_files([path], table="feedback")
        assert [row["rating"] for row in rows_of(workspace, "feedback")] == [3.0, 10.0, 10.0, 10.0]


COUNTED = """
format = 1
table = "tickets"
version_at = ["at", "count"]
columns = { ticket_id = "n", opened_at = "at", topic = "state" }
"""


def test_the_count_of_changes_decides_between_versions_of_one_time_in_every_order(another, write_csv, rows_of):
    """Ten is after nine, though not as text; what the rows say is drawn so that no hash decides by luck."""
    head = ("n", "at", "count", "state")
    log = [(n, "2026-01-01 10:00", count, f"{n}-{count}") for n in "12345678" for count in (2, 9, 10)]
    exports = [write_csv(f"{i}.csv", [head, *log[i : i + 9]]) for i in (0, 8, 16)]
    exports.append(write_csv("turned.csv", [head, *reversed(log)]))
    for number, order in enumerate([exports, exports[::-1], exports[:3], exports[2::-1], exports[3:]]):
        workspace = another(f"{number}")
        workspace.import_files(order, load_mapping(COUNTED))
        assert {row["topic"] for row in rows_of(workspace, "tickets")} == {f"{n}-10" for n in "12345678"}


def test_an_older_version_is_a_duplicate_and_a_newer_one_an_update(workspace, feedback_csv):
    paths = [feedback_csv(f"v{d}.csv", [("f1", "c1", d, 1, f"2026-02-{d:02d}")]) for d in (2, 1, 3)]
    found = [counts(result) for result in workspace.import_files(paths, table="feedback")]
    assert found == [{"accepted": 1}, {"duplicates": 1}, {"updated": 1}]


def test_the_same_said_later_is_nothing_new_but_moves_the_version_on(workspace, feedback_csv, rows_of):
    said = [(9, 1), (9, 3), (4, 2)]  # the rating, and the day in February from which it holds
    paths = [feedback_csv(f"d{day}.csv", [("f1", "c1", n, 1, f"2026-02-{day:02d}")]) for n, day in said]
    found = [counts(result) for result in workspace.import_files(paths, table="feedback")]
    assert found == [{"accepted": 1}, {"duplicates": 1}, {"duplicates": 1}]
    assert [(row["rating"], row["version_at"].day) for row in rows_of(workspace, "feedback")] == [(9.0, 3)]


def test_a_fact_that_says_something_else_is_a_conflict_and_the_first_stands(workspace, events_csv, rows_of):
    first = events_csv("a.csv", [("e1", "c1", "call", 1)])
    second = events_csv("b.csv", [("e1", "c1", "visit", 1), ("e2", "c1", "call", 2)])
    workspace.import_files([first], table="events")
    result = workspace.import_files([second], table="events")[0]
    assert counts(result, "events") == {"accepted": 1, "conflicts": 1}
    assert [row["name"] for row in rows_of(workspace, "events")] == ["call", "call"]
    assert [(r["line"], r["reason"], r["value"]) for r in result.rejections] == [(2, "conflict", "e1")]


def test_undo_gives_the_tables_of_a_workspace_where_the_import_never_came(another, feedback_csv, rows_of):
    a = feedback_csv("a.csv", [*ANSWERS[:12], ("f15", "c9", 1, 1, "2026-03-01")])
    b = feedback_csv("b.csv", ANSWERS[6:18])
    never, undone = another("never"), another("undone")
    never.import_files([b], table="feedback")
    first, second = undone.import_files([a, b], table="feedback")
    assert counts(second) != {"accepted": 12}
    undone.undo(first.import_id)
    assert rows_of(undone, "feedback") == rows_of(never, "feedback")
    listed = {row["import_id"]: row for row in undone.imports()}
    assert listed[first.import_id]["undone"]
    assert listed[second.import_id]["accepted"] == 12
    undone.rebuild()
    assert rows_of(undone, "feedback") == rows_of(never, "feedback")
    assert {row["import_id"]: row for row in undone.imports()} == listed


def test_undo_gives_a_conflicting_fact_its_place(another, events_csv, rows_of):
    a = events_csv("a.csv", [("e1", "c1", "call", 1)])
    b = events_csv("b.csv", [("e1", "c1", "visit", 1)])
    workspace = another("w")
    first, second = workspace.import_files([a, b], table="events")
    workspace.undo(first.import_id)
    assert [row["name"] for row in rows_of(workspace, "events")] == ["visit"]
    assert workspace.rejections(second.import_id) == []


def test_rebuild_gives_identical_rows_and_counts(workspace, feedback_csv, events_csv, rows_of):
    for number, start in enumerate((0, 5, 10)):
        workspace.import_files([feedback_csv(f"f{number}.csv", ANSWERS[start : start + 10])], table="feedback")
    doubtful = events_csv("bad.csv", [*EVENTS, ("e1", "c1", "visit", 1), ("", "c1", "call", 1), ("e99", "c", "x", 40)])
    workspace.import_files([doubtful], table="events")
    before = [rows_of(workspace, name) for name in ("feedback", "events")], workspace.imports()
    aside = [workspace.rejections(row["import_id"]) for row in workspace.imports()]
    version = workspace.snapshot().version
    workspace.rebuild()
    assert workspace.snapshot().version == version + 1
    assert ([rows_of(workspace, name) for name in ("feedback", "events")], workspace.imports()) == before
    assert [workspace.rejections(row["import_id"]) for row in workspace.imports()] == aside
    assert workspace.verify() == []


def test_an_import_loaded_after_a_later_one_stands_where_the_journal_says(workspace, events_csv, rows_of, clock):
    """A slow process's record may reach the disk after that of a faster one that began later."""
    early, late = (events_csv(f"{n}.csv", [("e1", "c1", n, 1)]) for n in ("early", "late"))
    began = clock.time
    clock.time = began.replace(hour=12)
    workspace.import_files([late], table="events")
    clock.time = began
    result = workspace.import_files([early], table="events")[0]
    assert [row["name"] for row in rows_of(workspace, "events")] == ["early"]
    assert counts(result, "events") == {"accepted": 1}
    assert [row["conflicts"] for row in workspace.imports()] == [0, 1]
    workspace.rebuild()
    assert [row["name"] for row in rows_of(workspace, "events")] == ["early"]
