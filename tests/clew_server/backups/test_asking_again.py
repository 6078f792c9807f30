"""A restore asks nobody again: what was sent since the copy is known from the database that was there, or waits."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from clew_server.backups import database, restoring

SCRIPT = Path(__file__).with_name("asking.py")
PAUSED = dict.fromkeys(("email", "sms", "file", "event"), "paused restored")


@pytest.fixture
def run(tmp_path):
    data = tmp_path / "data"

    def do(*words, into=data):
        start = [str(Path(sys.executable).with_name("clew")), "--data", str(into)]
        if words[0] in {"plant", "send", "look"}:
            start = [sys.executable, str(SCRIPT), str(into)]
        environment = {**os.environ, "CLEW_DATA": str(into), "DATABASE_URL": ""}
        found = subprocess.run([*start, *words], env=environment, capture_output=True, text=True, check=False)
        assert found.returncode == 0, found.stderr
        return json.loads(found.stdout) if found.stdout.startswith("{") else found.stderr

    do.data = data
    return do


@pytest.fixture
def copied(run, tmp_path):
    """A copy of a survey that is being sent, and what was sent since."""
    run("plant")
    run("backup", str(tmp_path / "copy"))
    run("send")
    return tmp_path / "copy"


def test_whom_a_survey_asked_since_the_copy_and_who_opted_out_is_kept(run, copied):
    said = run("restore", str(copied))
    assert "is kept from the database that was replaced" in said
    assert "paused (4)" in said
    found = run("look")
    assert found["ways"] == {**PAUSED, "link": "running", "queued": "planned"}
    assert (found["sending"], found["jobs"]) == (0, ["stopped"])
    assert found["people"] == {"p0": "asked", "p1": "opted_out", "p2": "planned", "p3": "planned", "p4": "asked"}
    assert found["messages"] == [["p0", "sent"], ["p1", "sent"], ["p4", "sent"]]
    assert found["silent"] == {"back": "opted_out", "p1": "opted_out", "p2": "opted_out"}
    assert found["ledger"] == ["p0", "p1", "p4", "p9"]
    assert found["ways in the ledger"] == ["None", "email", "email", "email"], "a way out made since is gone"
    assert found["due"] == ["p3"], "who was not asked yet still is"
    assert (found["weekly"], found["next week"]) == ([], ["stays"])
    assert restoring.WEEKLY in said


def test_where_the_database_of_before_cannot_be_read_it_is_said_and_all_wait(run, copied, tmp_path):
    said = run("restore", str(copied), "--none-erased", into=tmp_path / "other")
    assert "who said never again, is not known" in said
    assert "paused (4)" in said
    assert "switched off (1)" in said
    found = run("look", into=tmp_path / "other")
    assert found["ways"] == {**PAUSED, "link": "running", "queued": "planned"}
    assert (found["weekly"], found["next week"]) == ([], [])
    with closing(sqlite3.connect(database.path_of(run.data))) as own:
        own.execute("ALTER TABLE surveys_delivery RENAME COLUMN tries TO times")
    said = run("restore", str(copied))
    assert "is not known" in said
    found = run("look")
    assert found["silent"] == {"back": "bounced"}, "half of it is kept no more than none"
    assert found["sending"] == 0


def test_where_surveys_ask_nobody_nothing_is_said_of_them(run, tmp_path):
    run("user", "add", "later@example.org", "--role", "viewer")
    run("backup", str(tmp_path / "copy"))
    said = run("restore", str(tmp_path / "copy"), "--none-erased")
    assert not [one for one in (restoring.CARRIED, restoring.NOT_CARRIED, "paused") if one in said]
    assert "Weekly" not in said
