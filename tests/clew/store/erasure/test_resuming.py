"""Killed anywhere in the middle, an erasure is finished by whoever opens the workspace next."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from clew.errors import DataError
from clew.store import open_workspace
from clew.store.erasure import erase_customer
from clew.store.verify import verify

HER = "canary-customer-1"

#: Erases in a process of its own and kills it before the n-th time that a file gets or loses its name, or after a step.
KILLED = """
import os, sys
from clew.store import durable, open_workspace
from clew.store.erasure import erasing

data, point, nth = sys.argv[1], sys.argv[2], int(sys.argv[3])
calls = 0

def killing(work):
    def call(*args, **options):
        global calls
        calls += 1
        if point == "names" and calls == nth and os.path.exists(f"{place.folder}/{erasing.ERASING}"):
            os.kill(os.getpid(), 9)
        result = work(*args, **options)
        if point != "names" and calls == nth:
            os.kill(os.getpid(), 9)
        return result
    return call

workspace = open_workspace(data)
place = workspace.place
if point == "names":
    for name in ("rename", "unlink"):
        setattr(durable, name, killing(getattr(durable, name)))
else:
    setattr(erasing, point, killing(getattr(erasing, point)))
workspace.erase("canary-customer-1")
print(calls)
"""


@pytest.fixture
def small(tmp_path, write_csv):
    """A workspace of four imports, with her in three of them."""
    workspace = open_workspace(tmp_path / "data")
    names = [HER, *(f"other{number}" for number in range(5))]
    contents = {
        "customers": [("customer_id", "country"), *((name, "PL") for name in names)],
        "feedback": [
            ("feedback_id", "customer_id", "verbatim"),
            *((f"f-{name}", name, f"said by {name}") for name in names),
        ],
        "purchases": [
            ("purchase_id", "customer_id", "purchased_at", "order_id"),
            *((f"p{n}", n, "2026-01-01", f"o-{n}") for n in names),
        ],
        "tickets": [
            ("ticket_id", "order_id", "topic"),
            *((f"t-{n}", f"o-{n}", "canary-topic" if n == HER else "t") for n in names),
        ],
    }
    for table, rows in contents.items():
        workspace.import_files([write_csv(f"{table}.csv", rows)], table=table)
    return tmp_path / "data"


def run(data: Path, point: str, nth: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", KILLED, data, point, str(nth)], capture_output=True, text=True, check=False
    )


def is_erased(data: Path, scan) -> None:
    workspace = open_workspace(data)
    folder = workspace.place.folder
    assert scan(data, [HER, "canary-topic", f"o-{HER}"]) == set()
    assert not (folder / "ERASING").exists()
    assert verify(folder) == []
    assert {name: table["rows"] for name, table in workspace.snapshot().tables.items()} == dict.fromkeys(
        ("customers", "feedback", "purchases", "tickets"), 5
    )
    states = [json.loads(record.body)["state"] for record in workspace.place.journal.read() if record.kind == "erasure"]
    assert states[0] == "begun"
    assert states[-1] == "done"


STEPS = [("_begin", 1), ("_journal", 1), ("add_erased", 1), ("_publish", 1), ("find_people", 2), ("_rewrite_one", 2)]
STEPS += [("_rewrite", 1), ("rebuild_held", 1), ("_replace_tables", 1), ("_empty_caches", 1), ("_journal", 2)]


@pytest.mark.parametrize(("point", "nth"), [STEPS[0], STEPS[5], STEPS[7], STEPS[10]])
def test_killed_after_a_step(small, scan, point, nth):
    assert run(small, point, nth).returncode == -9
    assert next(small.glob("*/ERASING")).exists()
    is_erased(small, scan)


@pytest.mark.deep
@pytest.mark.parametrize(("point", "nth"), STEPS)
def test_killed_after_every_step(small, scan, point, nth):
    test_killed_after_a_step(small, scan, point, nth)


@pytest.mark.parametrize("nth", [9, 14])
def test_killed_before_a_file_gets_or_loses_its_name(small, scan, nth):
    assert run(small, "names", nth).returncode == -9
    is_erased(small, scan)


@pytest.mark.deep
def test_killed_before_every_change_of_a_name(small, scan, tmp_path):
    import shutil  # noqa: PLC0415 - only here

    shutil.copytree(small, tmp_path / "whole")
    calls = int(run(tmp_path / "whole", "names", -1).stdout)
    assert calls > 20
    killed = 0
    for nth in range(1, calls + 1):
        data = tmp_path / f"run{nth}"
        shutil.copytree(small, data)
        if run(data, "names", nth).returncode == -9:
            killed += 1
            is_erased(data, scan)
        shutil.rmtree(data)
    assert killed > calls // 2


def test_a_writer_that_will_not_roll_is_named_and_waited_for(small, scan):
    """The erasure says that it is not finished, and is when that writer has gone."""
    workspace = open_workspace(small)
    with workspace.place.journal.writer(now=workspace._now) as writer:
        writer.append("setting", b"{}")
        writer.commit()
        with pytest.raises(DataError, match="not finished: another process still writes to"):
            erase_customer(workspace.place, HER, workspace._now, patience=0.1)
        assert (workspace.place.folder / "ERASING").exists()
    is_erased(small, scan)


def test_a_damaged_note_of_what_was_begun_is_named(small):
    (open_workspace(small).place.folder / "ERASING").write_text("{")
    with pytest.raises(DataError, match="ERASING is damaged"):
        open_workspace(small)
