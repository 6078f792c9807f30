"""The command line as a script uses it: words in, exit code, stdout and stderr out."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from clew.cli.app import run


@dataclass(frozen=True)
class Said:
    """What one command said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Clew = Callable[..., Said]


@pytest.fixture
def clew(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Clew:
    """Run a command on a data folder of the test's own."""
    monkeypatch.setenv("CLEW_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "200")

    def call(*words: object) -> Said:
        capsys.readouterr()
        code = run([str(word) for word in words])
        printed = capsys.readouterr()
        return Said(code, printed.out, printed.err)

    return call


@pytest.fixture
def survey(tmp_path: Path) -> Path:
    """A small survey export with three bad rows of 60."""
    lines = ["id,who,score,when,place,way,said"]
    for at in range(60):
        month, score = 1 + at % 6, (at * 7) % 11
        way = "web" if at % 3 else "phone"
        lines.append(f"A{at},C{at % 40},{score},2026-{month:02d}-11 10:00:00,Shop,{way},It was {score}")
    lines[10] = "A9,C9,14,2026-01-11 10:00:00,Shop,web,out of scale"
    lines[20] = "A19,C19,7,no day at all,Shop,web,bad date"
    lines[30] = "A29,C29,7"
    path = tmp_path / "survey.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    path = tmp_path / "survey.toml"
    path.write_text(
        """format = 1
table = "feedback"
key = ["id"]
[columns]
customer_id = "who"
rating = "score"
answered_at = "when"
touchpoint = "place"
channel = "way"
verbatim = "said"
[constants]
metric = "nps"
program = "relationship"
language = "en"
[dates]
zone = "Europe/Warsaw"
""",
        encoding="utf-8",
    )
    return path


@pytest.fixture
def filled(clew: Clew, survey: Path, mapping: Path) -> Clew:
    """The command line with the survey imported."""
    assert clew("workspace", "set", "--zone", "Europe/Warsaw").code == 0
    assert clew("import", survey, "--map", mapping).code == 0
    return clew
