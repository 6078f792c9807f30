"""`clew search` in a folder of its own: words, pages, redaction, words of error."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path

import pytest

from clew.cli.app import run

ROWS = [
    {"feedback_id": "a", "answered_at": "2026-01-02T10:00:00", "verbatim": "Faktury nie ma", "rating": 1},
    {
        "feedback_id": "b",
        "answered_at": "2026-01-03",
        "verbatim": "Na fakturze mail: ania@example.com",
        "rating": 2,
    },
    {"feedback_id": "c", "answered_at": "2026-01-04", "verbatim": "Kurier miły", "rating": 5},
]


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("search")
    (folder / "rows.jsonl").write_text("\n".join(json.dumps(row) for row in ROWS), encoding="utf-8")
    assert clew(folder / "data", "import", str(folder / "rows.jsonl"), "--table", "feedback")[0] == 0
    return folder / "data"


def clew(data: Path, *words: str) -> tuple[int, str, str]:
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err:
        code = run(["--data", str(data), *words])
    return code, out.getvalue(), err.getvalue()


def found(data: Path, *words: str) -> dict:
    code, out, err = clew(data, "--json", "search", *words)
    assert code == 0, err
    return json.loads(out)


def ids(document: dict) -> str:
    return "".join(row["feedback_id"] for row in document["rows"])


def test_words_bend(data):
    document = found(data, "faktura")
    assert ids(document) == "ba"
    assert document["count"] == 2
    assert document["rows"][1]["at"] == "2026-01-02T10:00:00Z"


def test_all_verbatims_phrases_and_minus(data):
    assert ids(found(data)) == "cba"
    assert ids(found(data, "faktury nie")) == "a", "an argument with a space was in quotes"
    assert ids(found(data, "--", "faktura", "-mail")) == "a"
    assert ids(found(data, "faktura", "--where", "rating=2", "--order", "lowest")) == "b"


def test_pages(data):
    first = found(data, "--limit", "2")
    assert ids(first) == "cb"
    assert ids(found(data, "--limit", "2", "--after", first["after"])) == "a"


def test_redaction(data):
    assert "ania" not in json.dumps(found(data, "mail", "--redact"))
    assert "[e-mail]" in found(data, "mail", "--redact")["rows"][0]["verbatim"]


def test_for_people(data):
    code, out, err = clew(data, "search", "faktura", "--limit", "1")
    assert code == 0
    assert "fakturze" in out
    assert "1 of 2" in err


def test_wrong_words_are_said(data):
    assert clew(data, "search", "x", "--order", "loudest")[0] == 2
    assert clew(data, "search", "x", "--where", "nonsense=1")[0] == 2
