"""Late retries, rebuilds and restored backups do not bring her back."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime

import pytest

from clew.errors import UsageError
from clew.store.backup import backup, restore
from clew.store.erasure import erase_listed, read_erased

NUMBER = "canary-customer-1"
REASON = "belongs to a person who was erased"


def test_a_late_retry_of_every_file_is_counted_and_dropped(erased, scan, rows_of):
    tables = list(erased.workspace.snapshot().views)
    before = {name: rows_of(erased.workspace, name) for name in tables}
    results = {result.file.rpartition("/")[2]: result for result in erased.again()}
    assert scan(erased.data, erased.canaries) == set()
    assert {name: rows_of(erased.workspace, name) for name in tables} == before
    (counted,) = results["answers.csv"].tables
    assert (counted["rejected"], counted["duplicates"], counted["accepted"]) == (11, 30, 0)
    assert {row["reason"] for row in results["answers.csv"].rejections} == {REASON}
    for name in ("reviews.csv", "readings.jsonl", "changes.csv", "log.xes", "calls.xlsx", "visits.csv", "undone.csv"):
        assert any(row["reason"] == REASON and not row["value"] for row in results[name].rejections), name


def test_a_dry_run_says_the_same(erased):
    path = erased.exports[0][0]
    (tried,) = erased.workspace.import_files([path], table="customers", dry_run=True)
    assert tried.tables[0]["rejected"] == 1
    assert tried.rejections[0]["reason"] == REASON


def test_a_new_file_under_her_e_mail_or_phone_alone_is_dropped_too(erased, tmp_path, scan):
    from clew.importers import load_mapping  # noqa: PLC0415 - the others take the planting's mappings

    lines = ["id,mail,phone,said,at", "1,Canarymail@Example.com,,later1,2026-05-01", "2,,601777424,later2,2026-05-01"]
    (tmp_path / "new.csv").write_text("\n".join([*lines, "3,new@example.com,,stays,2026-05-01"]) + "\n")
    mapping = """
format = 1
table = "feedback"
key = ["id"]
columns = { verbatim = "said", answered_at = "at" }
[private]
keep = { email = "mail", phone = "phone" }
region = "PL"
"""
    (found,) = erased.workspace.import_files([tmp_path / "new.csv"], load_mapping(mapping))
    assert (found.tables[0]["accepted"], found.tables[0]["rejected"]) == (1, 2)
    assert scan(erased.data, ["later1", "later2", "stays"]) == {"stays"}


def now():
    return datetime.now(UTC)


def test_a_restored_older_backup_holds_nothing_of_her(planted, tmp_path, scan):
    backup([planted.workspace.place.folder], tmp_path / "backup", now=now)
    planted.workspace.erase(NUMBER)
    restore(tmp_path / "backup", planted.data, erase_listed=erase_listed)
    assert scan(planted.data, planted.canaries) == set()
    assert planted.workspace.verify() == []
    assert planted.workspace.snapshot().tables["customers"]["rows"] == 30


def test_a_backup_restored_elsewhere_is_cleaned_by_the_list_that_is_given(planted, tmp_path, scan):
    backup([planted.workspace.place.folder], tmp_path / "backup", now=now)
    planted.workspace.erase(NUMBER)
    kept = shutil.copy(planted.workspace.place.folder / "ERASED", tmp_path / "ERASED")
    shutil.rmtree(planted.data)
    with pytest.raises(UsageError, match="give the list"):
        restore(tmp_path / "backup", planted.data, erase_listed=erase_listed)
    restore(tmp_path / "backup", planted.data, erase_listed=erase_listed, erased=tmp_path / "ERASED")
    assert kept
    assert scan(planted.data, planted.canaries) == set()


def test_a_backup_taken_after_the_erasure_holds_nothing_of_her(erased, tmp_path, scan):
    backup([erased.workspace.place.folder], tmp_path / "backup", now=now)
    assert scan(tmp_path / "backup", erased.canaries) == set()


def test_the_list_names_nobody(erased, scan):
    listed = read_erased(erased.workspace.place.folder)
    assert len(listed) > 20
    assert all(len(item) == 64 for item in listed)
    assert scan(erased.workspace.place.folder / "journal", erased.canaries) == set()
