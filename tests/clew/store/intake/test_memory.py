"""What is remembered of how files are read: listed, forgotten, remembered anew or again, whatever is rebuilt."""

from __future__ import annotations

import pytest

from clew.errors import UsageError
from clew.importers import load_mapping

HEAD = ("id", "score", "day")
NPS, CSAT = (
    load_mapping(
        f'format = 1\ntable = "feedback"\nkey = ["id"]\n[columns]\nrating = "score"\nanswered_at = "day"\n'
        f'[constants]\nmetric = "{metric}"\n'
    )
    for metric in ("nps", "csat")
)


@pytest.fixture
def put(workspace, write_csv):
    """Import a file with one row, by a mapping or by the remembered one."""

    def put(name, mapping=None, head=HEAD):
        return workspace.import_files([write_csv(name, [head, (name, 5, "2026-01-01")])], mapping)[0].import_id

    return put


def metrics(rows_of, workspace):
    return {row["feedback_id"]: row["metric"] for row in rows_of(workspace, "feedback")}


def test_what_is_remembered_is_listed_by_header_the_last_used_first(workspace, put):
    put("a.csv", NPS)
    put("a2.csv")
    other = put("b.csv", NPS, head=("id", "score", "day", "more"))
    first, second = workspace.mappings()
    assert (first["import_id"], first["imports"], first["columns"]) == (other, 1, ["id", "score", "day", "more"])
    assert second["file"].endswith("a2.csv")
    assert (second["imports"], second["tables"], second["forgotten_at"]) == (2, ["feedback"], None)
    assert second["used_at"] > "2026"


def test_a_forgotten_mapping_neither_serves_nor_is_likened_to_and_what_it_brought_stands(
    workspace, put, rows_of, write_csv
):
    put("a.csv", NPS)
    header = workspace.mappings()[0]["header"]
    workspace.forget_mapping(header)
    assert workspace.mappings()[0]["forgotten_at"]
    assert workspace.header_drift(HEAD) is None
    with pytest.raises(UsageError, match="Nothing says how to read b"):
        put("b.csv")
    with pytest.raises(UsageError, match="Nothing says how to read c"):
        workspace.import_files([write_csv("c.csv", [HEAD, ("c", 5, "2026-01-01")])], dry_run=True)
    assert metrics(rows_of, workspace) == {"a.csv": "nps"}


def test_a_later_import_is_remembered_anew_also_within_one_command(workspace, put, rows_of, write_csv):
    put("a.csv", NPS)
    header = workspace.mappings()[0]["header"]
    workspace.forget_mapping(header)
    given = put("b.csv", CSAT)
    put("c.csv")
    assert metrics(rows_of, workspace) == {"a.csv": "nps", "b.csv": "csat", "c.csv": "csat"}
    assert workspace.mappings()[0]["forgotten_at"] is None
    workspace.undo(given)
    workspace.undo(workspace.mappings()[0]["import_id"])
    assert workspace.mappings()[0]["forgotten_at"], "what is left of it was forgotten"
    with pytest.raises(UsageError, match="Nothing says"):
        put("d.csv")


def test_remembered_again_it_is_as_it_was_before_it_was_forgotten(workspace, put, rows_of):
    put("a.csv", NPS)
    header = workspace.mappings()[0]["header"]
    workspace.forget_mapping(header)
    second = put("b.csv", CSAT)
    workspace.forget_mapping(header)
    workspace.remember_mapping(header)
    put("c.csv")
    assert metrics(rows_of, workspace)["c.csv"] == "csat"
    workspace.undo(second)
    workspace.undo(workspace.mappings()[0]["import_id"])
    assert workspace.mappings()[0]["forgotten_at"], "the first was forgotten, and nobody undid that"
    workspace.remember_mapping(header)
    put("d.csv")
    assert metrics(rows_of, workspace)["d.csv"] == "nps"
    with pytest.raises(UsageError, match="was not forgotten"):
        workspace.remember_mapping(header)


def test_a_mapping_corrected_after_it_was_forgotten_is_remembered_anew(workspace, put, rows_of):
    first = put("a.csv", NPS)
    workspace.forget_mapping(workspace.mappings()[0]["header"])
    workspace.remap(first, CSAT)
    put("b.csv")
    assert metrics(rows_of, workspace) == {"a.csv": "csat", "b.csv": "csat"}


def test_a_rebuild_knows_what_was_forgotten(workspace, put):
    put("a.csv", NPS)
    workspace.forget_mapping(workspace.mappings()[0]["header"])
    before = workspace.mappings()
    workspace.rebuild()
    assert workspace.mappings() == before
    with pytest.raises(UsageError, match="Nothing says"):
        put("b.csv")


def test_only_what_is_remembered_can_be_forgotten(workspace, put):
    put("a.csv", NPS)
    header = workspace.mappings()[0]["header"]
    with pytest.raises(UsageError, match="No mapping is remembered"):
        workspace.forget_mapping("0" * 64)
    workspace.forget_mapping(header)
    with pytest.raises(UsageError, match="No mapping is remembered"):
        workspace.forget_mapping(header)
