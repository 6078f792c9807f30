"""Rules of the house about files: sizes, names, folders, and what may not stand in them."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 500
BANNED_NAMES = {"utils", "helpers", "common", "misc", "base", "manager"}
MOST_FILES = 14


def tracked(*patterns: str) -> list[Path]:
    out = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in out.stdout.split("\n") if name and (ROOT / name).is_file()]


def test_no_source_file_is_too_long():
    long = {str(p.relative_to(ROOT)): n for p in tracked("*.py") if (n := len(p.read_text().splitlines())) > LONGEST}
    assert not long, f"split these files, none may have over {LONGEST} lines: {long}"


def test_no_module_has_a_name_that_says_nothing():
    bad = [
        str(p.relative_to(ROOT)) for p in tracked("src/*.py") if p.stem in BANNED_NAMES or p.parent.name in BANNED_NAMES
    ]
    assert not bad, f"name these after what is in them: {bad}"


def test_folders_are_small():
    counts: dict[Path, int] = {}
    for path in tracked("src/*.py"):
        if path.name != "__init__.py":
            counts[path.parent] = counts.get(path.parent, 0) + 1
    large = {str(folder.relative_to(ROOT)): n for folder, n in counts.items() if n > MOST_FILES}
    assert not large, f"make rooms inside these folders: {large}"


def test_every_module_says_what_it_is():
    """A comment for the linter may stand above the docstring."""
    silent = []
    for path in tracked("src/*.py"):
        if path.parent.name == "migrations":
            continue  # written by Django
        lines = [line for line in path.read_text().splitlines() if line.strip() and not line.startswith("#")]
        if lines and not lines[0].startswith(('"""', 'r"""')):
            silent.append(str(path.relative_to(ROOT)))
    assert not silent, f"begin these with a docstring: {silent}"


PATHS = re.compile(r"(?<![\w./])/(?:work|home|root|farm|tmp)/[\w.-]+")


@pytest.mark.parametrize("pattern", ["*.py", "*.md", "*.toml", "Makefile", "*.html", "*.json"])
def test_no_path_of_a_machine_is_named(pattern: str):
    named = {}
    for path in tracked(pattern):
        if found := PATHS.findall(path.read_text(errors="replace")):
            named[str(path.relative_to(ROOT))] = found[:3]
    assert not named, f"these name paths of some machine: {named}"


def test_locks_name_no_index():
    for lock in tracked("requirements*.lock"):
        assert "://" not in lock.read_text(), f"{lock.name} names an index; run make lock"


def test_only_the_engines_and_the_workbench_import_duckdb():
    rooms = ("src/clew/engines/",)
    others = [
        str(p.relative_to(ROOT))
        for p in tracked("src/*.py")
        if re.search(r"^\s*(import|from) duckdb", p.read_text(), re.MULTILINE)
        and not str(p.relative_to(ROOT)).startswith(rooms)
    ]
    assert not others, f"only clew.engines runs SQL: {others}"


def test_no_time_zone_types_of_ibis():
    bad = re.compile(r"timestamp\([\"']|timezone=|dt\.Timestamp\(timezone", re.IGNORECASE)
    found = [
        str(p.relative_to(ROOT))
        for p in tracked("src/clew/metrics/*.py", "src/clew/questions/*.py")
        if bad.search(p.read_text())
    ]
    assert not found, f"Ibis drops time zones silently; use clew.engines.clock: {found}"
