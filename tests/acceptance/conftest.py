"""Real data through the real commands: each set is imported once with its mapping from examples/."""

from __future__ import annotations

import contextlib
import io
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from clew.cli.app import run

sys.path.insert(0, str(Path(__file__).parent))  # tests import the oracles beside them: from oracles.paths import ...
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


class Workbook:
    """A data folder of the test's own and the commands on it; answers are the JSON documents."""

    def __init__(self, data: Path) -> None:
        self.data = data

    def __call__(self, *words: object) -> Any:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()) as said:
            code = run(["--data", str(self.data), "--json", *map(str, words)])
        assert code == 0, f"{words}: {said.getvalue()}"
        return json.loads(printed.getvalue())

    def one(self, *words: object) -> dict[str, Any]:
        """Return the only row of an answer."""
        (row,) = self("ask", *words)["rows"]
        return dict(row)

    def by(self, dimension: str, *words: object) -> dict[str, dict[str, Any]]:
        """Return the rows of an answer by the value of one dimension."""
        return {row[dimension]: row for row in self("ask", *words, "--by", dimension)["rows"]}


Imported = Callable[..., Workbook]


@pytest.fixture(scope="session")
def imported(acceptance_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Imported:
    """Return a workbook into which files were imported: pairs of a data file and its mapping (or None for XES)."""
    made: dict[tuple[Any, ...], Workbook] = {}

    def make(zone: str, *files: tuple[str, str | None]) -> Workbook:
        if (zone, *files) not in made:
            made[zone, *files] = _fill(Workbook(tmp_path_factory.mktemp("data")), zone, files, acceptance_data)
        return made[zone, *files]

    return make


def _fill(book: Workbook, zone: str, files: Sequence[tuple[str, str | None]], data: Path) -> Workbook:
    book("workspace", "set", "--zone", zone)
    for file, mapping in files:
        book("import", data / file, *(("--map", EXAMPLES / mapping) if mapping else ()))
    return book


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "acceptance" in str(item.path):
            item.add_marker(pytest.mark.acceptance)
