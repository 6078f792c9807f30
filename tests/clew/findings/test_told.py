"""What the last diagnosis told is kept by id; a file that is damaged or gone is none."""

from __future__ import annotations

from types import SimpleNamespace

from clew.findings.told import FILE, keep_told, titles_told


def diagnosis(told, muted=()):
    findings, quiet = ([SimpleNamespace(id=name, title=title) for name, title in each] for each in (told, muted))
    return SimpleNamespace(findings=tuple(findings), muted=tuple(quiet))


def test_the_last_one_is_kept_muted_ones_too(tmp_path):
    folder = tmp_path / "cache"
    assert titles_told(folder) is None
    keep_told(folder, diagnosis([("a", "Repair hurts")], [("b", "Zażółć")]))
    assert titles_told(folder) == {"a": "Repair hurts", "b": "Zażółć"}
    keep_told(folder, diagnosis([("c", "Shop")]))
    assert titles_told(folder) == {"c": "Shop"}
    assert [path.name for path in folder.iterdir()] == [FILE]


def test_a_damaged_file_is_no_diagnosis(tmp_path):
    (tmp_path / FILE).write_bytes(b"{")
    assert titles_told(tmp_path) is None


def test_a_folder_that_cannot_be_written_costs_nothing_else(tmp_path):
    (tmp_path / "cache").write_text("a file where the folder should be")
    keep_told(tmp_path / "cache", diagnosis([("a", "x")]))
    assert titles_told(tmp_path / "cache") is None
