"""`clew quarantine` and `clew remap`: seen, mended, taken back."""

from __future__ import annotations

import pytest

ROWS = "event_id,customer_id,name,occurred_at\ne1,c1,open,soon\ne2,c2,open,soon\ne3,c3,open,2026-01-01\n"
MAPPING = """format = 1
table = "events"
key = ["event_id"]
[columns]
customer_id = "customer_id"
name = "name"
occurred_at = "occurred_at"
[constants]
channel = "web"
"""


@pytest.fixture
def desk(clew, tmp_path):
    (tmp_path / "a.csv").write_text(ROWS)
    assert clew("import", tmp_path / "a.csv", "--table", "events").code == 0
    return clew


def rows(desk):
    return desk("status", "--json").json["tables"].get("events", 0)


def test_the_quarantine_is_counted_listed_and_mended_row_by_row(desk):
    (reason,) = desk("quarantine", "reasons", "--json").json["reasons"]
    assert (reason["column"], reason["count"]) == ("occurred_at", 2)
    assert "soon" in desk("quarantine", "list").out
    page = desk("quarantine", "list", "--reason", reason["reason"], "--limit", "1")
    assert "2 in all: --offset 1 shows more" in page.err
    done = reason["import_id"]
    wrong = desk("quarantine", "mend", done, 0, "occurred_at=later")
    assert (wrong.code, "Row 0 is still set aside: occurred_at" in wrong.err) == (0, True)
    said = desk("quarantine", "mend", done, 0, "occurred_at=2026-01-02")
    assert (said.code, "Row 0 is mended" in said.err, rows(desk)) == (0, True, 2)
    assert "occurred_at" in desk("quarantine", "mends", done).out
    for mend in desk("quarantine", "mends", done, "--json").json["mends"]:
        assert desk("quarantine", "undo", done, mend["id"]).code == 0
    assert rows(desk) == 1
    assert desk("quarantine", "mend", done, 0, "soon").code == 2
    assert desk("quarantine", "mend", done, 2, "name=x").code == 2


def test_an_import_is_read_by_another_mapping_and_back(desk, tmp_path):
    done = desk("imports", "--json").json["imports"][0]["import_id"]
    said = desk("remap", done, "--value", "occurred_at", "soon", "2026-01-05", "--json").json["remapped"]
    assert (said["accepted"], said["rejected"], said["remapped"], rows(desk)) == (3, 0, True, 3)
    (tmp_path / "m.toml").write_text(MAPPING)
    assert desk("remap", done, "--map", tmp_path / "m.toml").code == 0
    assert rows(desk) == 1
    assert desk("remap", done, "--original").code == 0
    assert desk("remap", done, "--original").code == 2
    assert desk("remap", done).code == 2
