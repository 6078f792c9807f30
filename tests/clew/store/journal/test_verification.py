"""What verify says; that it finds every flipped byte is proved in tests/crash/test_damage.py."""

from __future__ import annotations

import pytest

from clew.store import durable
from clew.store.journal import Journal, verify_journal
from clew.store.journal.scan import SegmentScan


@pytest.fixture
def segment(journal, now) -> str:
    with journal.writer(now=now) as writer:
        for body in (b"first", b"second"):
            ref = writer.append("api", body)
            writer.commit()
    return ref.segment


def said(journal: Journal) -> list[str]:
    return [str(damage) for damage in verify_journal(journal.folder)]


def test_a_whole_journal_has_no_damage_and_is_not_changed(journal, segment):
    before = {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in journal.folder.iterdir()}
    assert said(journal) == []
    assert before == {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in journal.folder.iterdir()}


def test_a_living_writer_is_no_damage(journal, now):
    with journal.writer(now=now) as writer:
        writer.append("api", b"a")
        assert said(journal) == []
        writer.commit()
        assert said(journal) == []


def test_a_missing_folder_is_damage(tmp_path):
    assert [str(damage) for damage in verify_journal(tmp_path / "journal")] == [
        "journal: the journal's folder is missing"
    ]


def test_a_renamed_segment_is_missing_and_unknown(journal, segment):
    (journal.folder / f"{segment}.segment").rename(journal.folder / "other.segment")
    assert said(journal) == [
        f"{segment}.segment: the segment is missing",
        "other.segment: the segment is not in SEGMENTS",
    ]


def test_two_segments_that_changed_names_are_both_named(journal, segment, now):
    with journal.writer(now=now) as writer:
        other = writer.append("api", b"x").segment
    one, two = journal.folder / f"{segment}.segment", journal.folder / f"{other}.segment"
    here, there = one.read_bytes(), two.read_bytes()
    one.chmod(0o644)
    two.chmod(0o644)
    one.write_bytes(there)
    two.write_bytes(here)
    assert said(journal) == [
        f"{name}.segment, byte 0: the file bears another name than it was written under"
        for name in sorted((segment, other))
    ]


def test_a_segment_that_an_erasure_replaces_while_it_is_read_is_no_damage(journal, segment, now, monkeypatch):
    path = journal.folder / f"{segment}.segment"
    beside = path.with_name(path.name + durable.TEMPORARY)

    replace = durable.replace_durably

    def die(new, old):
        if old == path:
            raise InterruptedError
        replace(new, old)

    with monkeypatch.context() as patch, journal.writer(now=now) as writer:
        patch.setattr(durable, "replace_durably", die)
        with pytest.raises(InterruptedError):
            journal.rewrite(segment, lambda _: None, writer)
    real = SegmentScan.run

    def run(scan):
        ending = real(scan)
        if scan.segment == segment and beside.exists():
            beside.replace(path)
        return ending

    monkeypatch.setattr(SegmentScan, "run", run)
    assert said(journal) == []
    assert not beside.exists()
    assert said(journal) == []


def test_a_segment_cut_right_before_its_seal_is_found(journal, segment):
    path = journal.folder / f"{segment}.segment"
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[: -(88 + 80)])
    (text,) = said(journal)
    assert "the segment was sealed and its seal is gone" in text


def test_another_whole_copy_of_a_segment_is_found(journal, segment, now):
    path = journal.folder / f"{segment}.segment"
    old = path.read_bytes()
    with journal.writer(now=now) as writer:
        journal.rewrite(segment, lambda _: None, writer)
    path.chmod(0o644)
    path.write_bytes(old)
    assert said(journal) == [
        f"{segment}.segment: its SHA-256 is not the one in SEGMENTS: another copy of it was put here"
    ]


def test_files_of_others_are_named(journal, segment):
    (journal.folder / "notes.txt").write_text("x")
    (journal.folder / "folder").mkdir()
    (journal.folder / "LOCK").write_bytes(b"x")
    assert said(journal) == [
        "LOCK, byte 0: the lock file is not empty",
        "folder: is no file of a journal",
        "notes.txt: is no file of a journal",
    ]


def test_a_damaged_ledger_is_named_and_the_segments_are_still_read(journal, segment):
    path = journal.folder / f"{segment}.segment"
    ledger = journal.folder / "SEGMENTS"
    ledger.write_bytes(ledger.read_bytes().replace(b'"epoch": 0', b'"epoch": 1', 1))
    assert said(journal) == ["SEGMENTS: is not what was written"]
    path.chmod(0o644)
    path.write_bytes(path.read_bytes().replace(b"second", b"sekond"))
    assert [text.split(",")[0] for text in said(journal)] == ["SEGMENTS: is not what was written", f"{segment}.segment"]
