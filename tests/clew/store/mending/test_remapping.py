"""An import read by another mapping: from the journal, in its place, exactly once, and back again."""

from __future__ import annotations

import pytest

from clew.errors import DataError, MappingError, UsageError
from clew.importers import Mapping, load_mapping
from clew.store.mending.remapping import with_meaning

ROWS = [
    ("id", "who", "score", "when", "step", "mail"),
    ("f1", "c1", "9", "2026-01-01", "Shop", "a@example.com"),
    ("f2", "c2", "ten", "2026-01-02", "Web", "b@example.com"),
    ("f3", "c3", "ten", "2026-01-03", "Shop", "c@example.com"),
]


def mapping(**changes: str) -> Mapping:
    columns = {"customer_id": "who", "rating": "score", "answered_at": "when", **changes}
    lines = "\n".join(f'{name} = "{source}"' for name, source in columns.items() if source)
    return load_mapping(
        f'format = 1\ntable = "feedback"\nkey = ["id"]\n[columns]\n{lines}\n[constants]\nmetric = "nps"\n'
        '[private]\nkeep = { email = "mail" }\n'
    )


@pytest.fixture
def imported(workspace, write_csv):
    (done,) = workspace.import_files([write_csv("a.csv", ROWS)], mapping())
    return done.import_id


def ratings(workspace, rows_of) -> dict[str, float]:
    return {row["feedback_id"]: row["rating"] for row in rows_of(workspace, "feedback")}


def test_rows_that_were_set_aside_come_in_by_the_new_mapping_and_leave_by_the_old(workspace, imported, rows_of):
    before, aside = rows_of(workspace, "feedback"), workspace.quarantine()
    assert ratings(workspace, rows_of) == {"f1": 9}
    found = workspace.remap(imported, with_meaning(workspace.mapping(imported), "score", "ten", "10"))
    assert ratings(workspace, rows_of) == {"f1": 9, "f2": 10, "f3": 10}
    assert (found["import_id"], found["accepted"], found["rejected"], found["remapped"]) == (imported, 3, 0, True)
    assert workspace.quarantine() == []
    after = rows_of(workspace, "feedback")
    workspace.rebuild()
    assert rows_of(workspace, "feedback") == after
    back = workspace.remap(imported, None)
    assert (rows_of(workspace, "feedback"), workspace.quarantine()) == (before, aside)
    assert back["remapped"] is False
    workspace.rebuild()
    assert rows_of(workspace, "feedback") == before


def test_one_word_means_another_in_all_rows(workspace, imported, rows_of):
    workspace.remap_value(imported, "rating", "ten", "10")
    assert ratings(workspace, rows_of) == {"f1": 9, "f2": 10, "f3": 10}
    workspace.remap_value(imported, "score", "ten", "")
    assert ratings(workspace, rows_of) == {"f1": 9, "f2": None, "f3": None}
    workspace.remap_value(imported, "score", "ten", "7")
    assert ratings(workspace, rows_of) == {"f1": 9, "f2": 7, "f3": 7}
    with pytest.raises(UsageError, match=r"no column of the mapping 'colour'.*score"):
        workspace.remap_value(imported, "colour", "ten", "10")


def test_exactly_once_holds_the_same_file_again_is_all_duplicates(workspace, imported, write_csv, rows_of):
    fixed = with_meaning(workspace.mapping(imported), "score", "ten", "10")
    workspace.remap(imported, fixed)
    after = rows_of(workspace, "feedback")
    (again,) = workspace.import_files([write_csv("a.csv", ROWS)])
    assert again.tables[0]["duplicates"] == 3, "the corrected mapping is the remembered one"
    assert rows_of(workspace, "feedback") == after


def test_an_import_keeps_its_place_so_that_the_first_of_two_facts_stands(workspace, write_csv, rows_of):
    rows = [("event_id", "customer_id", "label", "occurred_at", "title"), ("e1", "c1", "old", "2026-01-01", "open")]
    text = 'format = 1\ntable = "events"\nkey = ["event_id"]\n[columns]\ncustomer_id = "customer_id"\n'
    first_map, second_map = (
        load_mapping(f'{text}occurred_at = "occurred_at"\nname = "{column}"\n') for column in ("label", "title")
    )
    (first,) = workspace.import_files([write_csv("a.csv", rows)], first_map)
    other = [rows[0], ("e1", "c1", "new", "2026-01-01", "close")]
    workspace.import_files([write_csv("b.csv", other)], second_map)
    assert [row["name"] for row in rows_of(workspace, "events")] == ["old"]
    workspace.remap(first.import_id, second_map)
    assert [row["name"] for row in rows_of(workspace, "events")] == ["open"], "the first import still comes first"
    assert [row["reason"] for row in workspace.quarantine()] == ["conflict"]


def test_a_remap_may_lead_to_another_table_and_leaves_nothing_behind(workspace, imported, rows_of):
    other = load_mapping(
        'format = 1\ntable = "events"\nkey = ["id"]\n[columns]\ncustomer_id = "who"\noccurred_at = "when"\n'
        'name = "step"\n[private]\nkeep = { email = "mail" }\n'
    )
    workspace.remap(imported, other)
    assert rows_of(workspace, "feedback") == []
    assert sorted(row["name"] for row in rows_of(workspace, "events")) == ["Shop", "Shop", "Web"]
    assert workspace.imports()[0]["tables"] == ["events"]


def test_identifiers_are_those_of_the_new_mapping_once(workspace, imported):
    before = workspace.status()["identifiers"]
    workspace.remap_value(imported, "score", "ten", "10")
    with_all = workspace.status()["identifiers"]
    workspace.rebuild()
    assert workspace.status()["identifiers"] == with_all
    workspace.remap(imported, None)
    assert workspace.status()["identifiers"] == before


def test_what_cannot_be_says_why_and_changes_nothing(workspace, imported, rows_of):
    version = workspace.snapshot().version
    with pytest.raises(UsageError, match="already"):
        workspace.remap(imported, mapping())
    with pytest.raises(MappingError, match="'points', which is gone"):
        workspace.remap(imported, mapping(rating="points"))
    private = load_mapping(
        'format = 1\ntable = "feedback"\nkey = ["id"]\n[columns]\nrating = "score"\n[private]\nhash = ["who"]\n'
    )
    with pytest.raises(UsageError, match="private cannot be changed afterwards"):
        workspace.remap(imported, private)
    with pytest.raises(UsageError, match="no import 'nope'"):
        workspace.remap("nope", None)
    assert workspace.snapshot().version == version
    workspace.undo(imported)
    with pytest.raises(UsageError, match="taken back"):
        workspace.remap(imported, mapping(touchpoint="step"))


def test_a_remap_never_brings_an_erased_person_back(workspace, write_csv, rows_of):
    workspace.import_files([write_csv("c.csv", [("customer_id", "country"), ("Anna-77", "PL")])], table="customers")
    rows = [("id", "owner", "agent", "score", "when"), ("f1", "c1", "Anna", "9", "2026-01-01")]
    text = 'format = 1\ntable = "feedback"\nkey = ["id"]\n[columns]\nrating = "score"\nanswered_at = "when"\n'
    by_agent, by_owner = (load_mapping(f'{text}customer_id = "{column}"\n') for column in ("agent", "owner"))
    workspace.import_files([write_csv("d.csv", [("customer_id", "country"), ("Anna", "PL")])], table="customers")
    workspace.erase("Anna")
    (done,) = workspace.import_files([write_csv("a.csv", rows)], by_owner)
    with pytest.raises(DataError, match="people who were erased"):
        workspace.remap(done.import_id, by_agent)
    assert [row["customer_id"] for row in rows_of(workspace, "feedback")] == ["c1"]


def test_an_erasure_after_a_remap_finds_whom_the_new_mapping_names(workspace, write_csv, rows_of):
    rows = [("id", "owner", "agent", "score", "when"), ("f1", "c1", "Anna", "9", "2026-01-01")]
    text = 'format = 1\ntable = "feedback"\nkey = ["id"]\n[columns]\nrating = "score"\nanswered_at = "when"\n'
    by_agent, by_owner = (load_mapping(f'{text}customer_id = "{column}"\n') for column in ("agent", "owner"))
    (done,) = workspace.import_files([write_csv("a.csv", rows)], by_owner)
    workspace.remap(done.import_id, by_agent)
    assert workspace.erase("Anna")["rows"] == 1
    assert rows_of(workspace, "feedback") == []
    assert workspace.raw_rows(done.import_id) == []
