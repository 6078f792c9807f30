"""The hash of the code: stable within a process and between processes, another one for another text."""

from __future__ import annotations

import shutil

from clew.questions.keeping import source
from clew.questions.keeping.source import source_hash


def test_another_text_is_another_hash(tmp_path, monkeypatch):
    before = source_hash()
    copied = shutil.copytree(source.FOLDER, tmp_path / "clew")
    monkeypatch.setattr(source, "FOLDER", copied)
    try:
        source_hash.cache_clear()
        assert source_hash() == before
        with (copied / "metrics" / "nps.py").open("a") as file:
            file.write("# changed\n")
        source_hash.cache_clear()
        assert source_hash() != before
    finally:
        source_hash.cache_clear()
