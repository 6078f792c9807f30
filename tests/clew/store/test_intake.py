"""Importing files: which mapping, what is reported, what a dry run and a failure leave behind."""

from __future__ import annotations

import pytest

from clew.errors import DataError, MappingError, UnreadableFileError, UsageError
from clew.importers import load_mapping

ANSWERS = [("f1", "c1", 9, 1), ("f2", "c2", 0, 2), ("f3", "c3", 11, 3)]

MAPPING = load_mapping(
    """
format = 1
table = "feedback"
key = ["id"]
[columns]
rating = "score"
answered_at = "day"
[constants]
metric = "nps"
[private]
drop = ["ip"]
hash = ["card"]
[properties]
card = "card"
"""
)
PRIVATE = [("id", "score", "day", "ip", "card"), ("1", 9, "2026-01-01", "10.9.8.7", "4111-1111")]


def test_the_document_is_the_one_scripts_rely_on(workspace, feedback_csv):
    document = workspace.import_files([feedback_csv("a.csv", ANSWERS)], table="feedback")[0].to_document()
    assert list(document) == ["file", "import_id", "tables", "rejections", "joins", "seconds"]
    assert document["tables"] == [
        {"table": "feedback", "rows": 3, "accepted": 2, "duplicates": 0, "updated": 0, "conflicts": 0, "rejected": 1}
    ]
    assert [(r["line"], r["column"], r["value"]) for r in document["rejections"]] == [(4, "rating", "11")]
    assert set(document["rejections"][0]) == {"line", "column", "reason", "value"}


def test_a_mapping_is_remembered_by_its_header(workspace, write_csv):
    first = write_csv("first.csv", PRIVATE)
    workspace.import_files([first], mapping=MAPPING)
    second = write_csv("second.csv", [PRIVATE[0], ("2", 3, "2026-01-01", "10.0.0.1", "42")])
    assert workspace.import_files([second])[0].tables[0]["accepted"] == 1


def test_a_drifted_header_is_explained_not_guessed(workspace, write_csv):
    workspace.import_files([write_csv("first.csv", PRIVATE)], mapping=MAPPING)
    drifted = write_csv("later.csv", [("id", "Score 0-10", "day", "ip", "card"), ("2", 3, "2026-01-01", "", "")])
    with pytest.raises(DataError, match=r"first\.csv.*'score', which is gone; it may now be called 'Score 0-10'"):
        workspace.import_files([drifted])


def test_drift_is_data_for_a_page_too(workspace, write_csv):
    workspace.import_files([write_csv("first.csv", PRIVATE)], mapping=MAPPING)
    drift = workspace.header_drift(["id", "Score 0-10", "day", "ip", "card"])
    assert drift["file"].endswith("first.csv")
    assert drift["renamed"] == [{"before": "score", "after": "Score 0-10", "alike": 0.67}]
    assert (drift["fits"], drift["needed"]) == (False, ["score"])
    assert workspace.header_drift(["quite", "another", "file"]) is None


def test_a_file_nobody_explained_is_refused_with_what_to_do(workspace, write_csv):
    with pytest.raises(UsageError, match=r"clew suggest strange\.csv"):
        workspace.import_files([write_csv("strange.csv", [("x", "y"), (1, 2)])])


def test_a_mapping_that_does_not_fit_names_the_column(workspace, write_csv):
    path = write_csv("other.csv", [("id", "score"), (1, 2)])
    with pytest.raises(MappingError, match="'day', which is gone"):
        workspace.import_files([path], mapping=MAPPING)
    assert workspace.status()["journal"]["segments"] == 0


def test_private_columns_never_reach_the_disk(workspace, write_csv):
    workspace.import_files([write_csv("a.csv", PRIVATE)], mapping=MAPPING)
    block = next(r for r in workspace.place.journal.read() if r.kind == "import")
    from clew.store.loading.blocks import decode_block  # noqa: PLC0415 - what the journal holds, decoded

    kept = repr(decode_block(block.body).rows.to_pylist())
    assert "10.9.8.7" not in kept
    assert "4111-1111" not in kept
    assert "2026-01-01" in kept


def test_a_dry_run_counts_the_same_and_leaves_nothing(workspace, feedback_csv):
    path = feedback_csv("a.csv", [*ANSWERS, ANSWERS[0]])
    dry = workspace.import_files([path], table="feedback", dry_run=True)[0]
    assert workspace.imports() == []
    assert workspace.status()["journal"]["segments"] == 0
    wet = workspace.import_files([path], table="feedback")[0]
    assert (dry.tables, dry.rejections) == (wet.tables, wet.rejections)
    again = workspace.import_files([path], table="feedback", dry_run=True)[0]
    assert again.tables[0]["duplicates"] == 3
    assert workspace.verify() == []


def test_a_bad_file_is_one_sentence_and_those_beside_it_are_in(workspace, feedback_csv, tmp_path):
    (bad := tmp_path / "bad.csv").write_bytes(b"%PDF-1.7 nothing to count")
    good = feedback_csv("a.csv", ANSWERS)
    with pytest.raises(UnreadableFileError, match="PDF"):
        workspace.import_files([bad], table="feedback")
    first, last = workspace.import_files([bad, good], table="feedback")
    assert "PDF" in first.to_document()["error"]
    assert "error" not in last.to_document()
    assert last.tables[0]["accepted"] == 2
    assert [row["accepted"] for row in workspace.imports()] == [2]


def test_rows_without_a_key_warn_of_overlapping_exports(workspace, write_csv):
    path = write_csv("a.csv", [("rating", "metric", "answered_at"), (9, "nps", "2026-01-01")])
    assert "an overlapping export would count twice" in workspace.import_files([path], table="feedback")[0].warnings[0]


def test_what_a_process_journalled_before_it_died_is_loaded_by_the_next(workspace, feedback_csv, monkeypatch, rows_of):
    from clew.store.intake.intake import Intake  # noqa: PLC0415 - patched

    monkeypatch.setattr(Intake, "_load", lambda _: None)
    workspace.import_files([feedback_csv("a.csv", ANSWERS)], table="feedback")
    assert workspace.status()["lag"] == {"records": 3, "imports": 1}
    assert len(rows_of(workspace, "feedback")) == 2
    assert workspace.status()["lag"] == {"records": 0, "imports": 0}


def test_blocks_without_their_end_count_for_nothing(workspace, feedback_csv, monkeypatch):
    from clew.store.intake import intake  # noqa: PLC0415 - patched

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(intake, "_done", die)
    with pytest.raises(KeyboardInterrupt):
        workspace.import_files([feedback_csv("a.csv", ANSWERS)], table="feedback")
    assert workspace.snapshot().tables == {}
    assert workspace.imports() == []


def test_a_large_file_is_loaded_in_chunks_with_the_same_result(another, feedback_csv, monkeypatch, rows_of):
    from clew.store.loading import blocks, load  # noqa: PLC0415 - patched

    rows = [(f"f{i % 300}", f"c{i % 7}", i % 11, 1 + i % 28, f"2026-02-{1 + i % 5:02d}") for i in range(600)]
    path = feedback_csv("large.csv", rows)
    whole, pieces = another("whole"), another("pieces")
    expected = whole.import_files([path], table="feedback")[0].tables
    monkeypatch.setattr(blocks, "BLOCK_BYTES", 1)
    monkeypatch.setattr(load, "CHUNK_BYTES", 1)
    monkeypatch.setattr("clew.importers.raw.BATCH_BYTES", 1000)
    assert pieces.import_files([path], table="feedback")[0].tables == expected
    assert rows_of(pieces, "feedback") == rows_of(whole, "feedback")


def _log(path, *traces):
    """Write a log of traces, each a name and its number of events."""
    event = '<event><string key="concept:name" value="Step"/><date key="time:timestamp" value="2026-01-0{}T10:00:00Z"/>'
    text = "".join(
        f'<trace><string key="concept:name" value="{name}"/>'
        + "".join(f"{event.format(at + 1)}</event>" for at in range(events))
        + "</trace>"
        for name, events in traces
    )
    path.write_text(f"<log>{text}</log>")
    return path


def test_a_later_export_of_a_growing_event_log_adds_only_what_is_new(workspace, tmp_path):
    first = workspace.import_files([_log(tmp_path / "a.xes", ("c1", 2), ("c2", 1))])[0]
    assert (first.warnings, first.tables[0]["accepted"]) == ([], 3)
    (counts,) = workspace.import_files([_log(tmp_path / "b.xes", ("c1", 4), ("c2", 1), ("c3", 1))])[0].tables
    assert (counts["accepted"], counts["duplicates"], counts["conflicts"]) == (3, 3, 0)


def test_a_log_in_which_traces_share_a_name_loses_no_event(workspace, tmp_path):
    result = workspace.import_files([_log(tmp_path / "a.xes", ("c1", 2), ("c1", 3))])[0]
    assert result.tables[0]["accepted"] == 5
    assert "would count twice" in result.warnings[0]


def test_a_row_with_unreadable_bytes_in_an_id_is_rejected_and_others_are_kept_and_say_so(workspace, tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(
        b"feedback_id,customer_id,rating,metric,verbatim\n1,A\x00,9,nps,fine\n2,B,8,nps,so\x00so\n3\x00,C,7,nps,x\x00\n"
    )
    for dry_run in (True, False):
        result = workspace.import_files([path], table="feedback", dry_run=dry_run)[0]
        assert (result.tables[0]["accepted"], result.tables[0]["rejected"]) == (1, 2)
        reasons = {row["line"]: (row["column"], row["reason"]) for row in result.rejections}
        assert len(result.rejections) == 3
        assert reasons[2] == ("customer_id", "bytes that cannot be read in an id")
        assert reasons[4] == ("feedback_id", "bytes that cannot be read in an id")
        assert reasons[3][1].startswith("kept: ")
