"""The hash of the code: stable within a process and between processes, another one for another text."""

from __future__ import annotations

import shutil
from pathlib import Path

import clew
from clew.questions.source import source_hash


def test_another_text_is_another_hash(tmp_path, monkeypatch):
    before = source_hash()
    copied = shutil.copytree(Path(clew.__file__).parent, tmp_path / "clew")
    monkeypatch.setattr(clew, "__file__", str(copied / "__init__.py"))
    try:
        source_hash.cache_clear()
        assert source_hash() == before
        with (copied / "metrics" / "nps.py").open("a") as file:
            file.write("# changed\n")
        source_hash.cache_clear()
        assert source_hash() != before
    finally:
        source_hash.cache_clear()
