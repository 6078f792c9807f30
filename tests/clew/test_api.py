"""The handle of Python and notebooks, end to end on a folder of its own."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime

import pytest

import clew
from clew.errors import UsageError

HEAVY = ("pandas", "django", "scipy.stats", "ibis", "duckdb", "pyarrow", "numpy")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    folder = tmp_path_factory.mktemp("api")
    lines = ["feedback_id,customer_id,metric,rating,answered_at,channel,wave"]
    lines += [
        f"{i},c{i},nps,{i % 11},2026-{1 + i % 3:02}-10T12:00:00,{'web' if i % 2 else '<shop>'},{i % 2}"
        for i in range(66)
    ]
    (folder / "answers.csv").write_text("\n".join(lines))
    with clew.open(folder / "data") as opened:
        result = opened.import_file(folder / "answers.csv", table="feedback")
        assert result.to_document()["tables"][0]["accepted"] == 66
        yield opened


def test_importing_clew_loads_nothing_heavy():
    program = f"import sys, clew; print([name for name in {HEAVY!r} if name in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_opening_a_workspace_imports_no_pandas_where_there_is_one(tmp_path):
    """Pyarrow imports it, for up to two seconds, at the first scalar or array made of Python's own values."""
    said = f"import sys, clew; clew.open({str(tmp_path)!r}); print('pandas' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert found.stdout == "False\n"


def test_a_name_that_is_not_there():
    with pytest.raises(AttributeError, match="no attribute 'opne'"):
        clew.opne  # noqa: B018


def test_an_answer_shows_itself(workspace):
    answer = workspace.ask("nps", by=["channel"], every="month")
    text, html = repr(answer), answer._repr_html_()
    assert text.splitlines()[1] == "channel | period | value | lo | hi | n | missing | warnings"
    assert "<shop> | 2026-01 |" in text
    assert "&lt;shop&gt;" in html
    assert "<shop>" not in html


def test_an_answer_becomes_what_one_needs(workspace):
    answer = workspace.ask("nps", by="channel", where=["properties.wave=1"], start="2026-01-01", end="2027-01-01")
    assert answer.to_arrow().column("n").to_pylist() == [33]
    assert list(answer.to_pandas()["n"]) == [33]
    assert answer.to_document()["rows"][0]["channel"] == "web"
    rows = answer.rows(limit=3)
    assert len(rows) == 3
    assert all(row["channel"] == "web" and row["journal_ref"].count("/") == 2 for row in rows)
    assert "SELECT" in answer.sql[0]
    assert "d0" in answer.expression.columns


def test_settings_are_pythons_own(workspace):
    assert workspace.ask("csat", settings={"boxes": 1, "together": True}).question.parameters == {"boxes": "1"}


def test_what_cannot_be_lists_the_choices(workspace):
    with pytest.raises(UsageError, match="Did you mean 'nps'"):
        workspace.ask("npps")


def test_asked_twice_it_comes_from_the_cache_and_a_new_row_makes_it_new(tmp_path):
    def write(name, ids):
        rows = [f"{i},nps,10,2026-01-10" for i in ids]
        (tmp_path / name).write_text("\n".join(["feedback_id,metric,rating,answered_at", *rows]))

    write("a.csv", range(6))
    write("b.csv", [6])
    opened = clew.open(tmp_path / "data")
    opened.import_file(tmp_path / "a.csv", table="feedback")
    first, second = opened.ask("nps"), opened.ask("nps")
    assert (first.answer.cached, second.answer.cached) == (False, True)
    opened.import_file(tmp_path / "b.csv", table="feedback")
    third = opened.ask("nps")
    assert (third.answer.cached, third.answer.rows[0].n) == (False, 7)
    opened.close()


def test_tables_and_metrics(workspace):
    (table,) = workspace.tables()
    assert (table["name"], table["rows"]) == ("feedback", 66)
    assert "promise_kept" in workspace.metrics()
    assert clew.metrics.nps is workspace.metrics()["nps"]
    assert repr(workspace).startswith("clew.open(")


def test_the_questions_of_a_page_are_asked_together(workspace):
    asked = [workspace.ask("nps", by="channel").question, workspace.ask("csat").question]
    found = workspace.ask_together(asked)
    assert [(each.metric, each.cached) for each in found] == [("nps", True), ("csat", True)]
    assert found[0].rows == workspace.ask("nps", by="channel").answer.rows


def test_a_question_can_be_asked_as_of_a_time(workspace):
    found = workspace.ask("nps", as_of=datetime(2026, 1, 31, tzinfo=UTC))
    assert found.answer.rows[0].n == 22


def test_an_answer_draws_itself(workspace):
    drawn = str(workspace.ask("nps", every="month").chart().to_dict())
    assert "'lo'" in drawn
    assert "'hi'" in drawn


def test_a_diagnosis_comes_from_the_same_handle(workspace):
    found = workspace.diagnose("ro")
    assert found.language == "ro"
    assert found.lake_version == workspace.store.snapshot().version
