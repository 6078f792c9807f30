"""A process that imports is killed at any moment: what it had reported is there, whole, and nothing is half there."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time

import pytest

from clew.store import open_workspace

#: Imports files of 40 answers for ever; names each import once it is reported.
IMPORTER = """
import sys
from pathlib import Path
from clew.store import open_workspace
data, folder = Path(sys.argv[1]), Path(sys.argv[2])
workspace = open_workspace(data)
number = int(sys.argv[3])
while True:
    number += 1
    path = folder / f"{number}.csv"
    lines = [f"f{number}-{i},c{i},{i % 11},nps,2026-01-01" for i in range(40)]
    path.write_text("\\n".join(["feedback_id,customer_id,rating,metric,answered_at", *lines]) + "\\n")
    print(workspace.import_files([path], table="feedback")[0].import_id, flush=True)
"""


def kill_importers(tmp_path, kills: int, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - kills that repeat
    data, folder = tmp_path / "data", tmp_path / "files"
    folder.mkdir()
    workspace = open_workspace(data)
    reported: set[str] = set()
    for turn in range(kills):
        command = [sys.executable, "-c", IMPORTER, str(data), str(folder), str(1000 * turn)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            reported.add(process.stdout.readline().strip())
            time.sleep(chance.uniform(0, 0.5))
            process.send_signal(signal.SIGKILL)
            reported |= {
                line.strip() for line in process.stdout.read().splitlines(keepends=True) if line.endswith("\n")
            }
        workspace.catch_up()
        accepted = {row["import_id"]: row["accepted"] for row in workspace.imports()}
        assert reported <= set(accepted), f"seed {seed}: reported and lost"
        assert set(accepted.values()) == {40}, f"seed {seed}: half an import"
        assert workspace.snapshot().tables["feedback"]["rows"] == 40 * len(accepted)
        assert workspace.verify() == []


def test_killed_importers_lose_nothing_that_was_reported(tmp_path):
    kill_importers(tmp_path, kills=4, seed=1)


@pytest.mark.deep
def test_many_killed_importers_lose_nothing_that_was_reported(tmp_path):
    kill_importers(tmp_path, kills=100, seed=2)
