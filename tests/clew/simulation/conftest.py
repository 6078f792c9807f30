"""A company of a tenth of the size, its exports read back by plain Python."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import pytest

from clew.simulation import Truth, simulate

WIDTH = 16


@dataclass(frozen=True)
class Company:
    folder: Path
    truth: Truth

    @property
    def exports(self) -> Path:
        return self.folder / "exports"

    def survey_rows(self) -> list[dict[str, str]]:
        """Every sound row of every weekly export, repeats included, oldest export first."""
        rows: list[dict[str, str]] = []
        for path in sorted(self.exports.glob("survey_*.csv")):
            with path.open(encoding="utf-8", newline="") as lines:
                header, *body = csv.reader(lines)
                rows += [dict(zip(header, row, strict=True)) for row in body if len(row) == len(header)]
        return [row for row in rows if not row["response_id"].startswith("R-9")]

    def answers(self) -> dict[str, dict[str, str]]:
        """The rows an exact import keeps: the latest version of each response."""
        latest: dict[str, dict[str, str]] = {}
        for row in self.survey_rows():
            before = latest.get(row["response_id"])
            if before is None or row["changed_at"] >= before["changed_at"]:
                latest[row["response_id"]] = row
        return latest

    def table(self, name: str) -> list[dict[str, str]]:
        """The rows of one of the other CSV exports."""
        with (self.exports / name).open(encoding="utf-8-sig", newline="") as lines:
            return list(csv.DictReader(lines, delimiter=";"))


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    folder = tmp_path_factory.mktemp("company")
    return Company(folder, simulate(folder, seed=1, customers=2_000))
