"""Thousands of requests made from the OpenAPI document, to a running server: what it says holds, and nothing breaks."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.clew_server.serving import Served, environment, serving, told

from clew.store import open_workspace
from clew.store.loading.blocks import decode_block

HERE = Path(__file__).parent
NO_LIMITS = {"CLEW_COLLECT_REQUESTS": "10000000", "CLEW_COLLECT_ADDRESS_REQUESTS": "10000000"}
#: Cases of each operation besides those that go through all limits of its schema; a fixed seed, so that they repeat.
FEW, MANY, SEED = 4, 200, 20261129
PROGRAM = "from schemathesis.cli import schemathesis; schemathesis()"
Fuzzed = Callable[..., str]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path / "data", **NO_LIMITS) as running:
        yield running


def said(served: Served, log: Path, phases: str, most: int, *more: str) -> str:
    """What the program says that makes the cases, sends them and looks at the answers."""
    key = json.loads(told(served.data, "key", "create", "cases", "--scope", "server", "--json"))["key"]
    words = [
        "--config-file", str(HERE / "schemathesis.toml"), "run", f"{served.address}/v1/openapi.json",
        "--auth", f"{key}:",
        "--phases", phases, "--checks", "all", "--max-examples", str(most), "--seed", str(SEED), "--workers", "1",
        "--suppress-health-check", "all", "--continue-on-failure", "--generation-database", "none", "--no-color",
        *more,
    ]  # fmt: skip
    path = os.pathsep.join([str(HERE), os.environ.get("PYTHONPATH", "")])
    within = environment(SCHEMATHESIS_HOOKS="checks", CASES_LOG=str(log), PYTHONPATH=path)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *words], capture_output=True, text=True, env=within, cwd=log.parent, check=False
    )
    assert done.returncode == 0, f"{done.stdout[-6000:]}\n{done.stderr[-2000:]}"
    return done.stdout


def hold(served: Served, log: Path, phases: str, most: int, *more: str) -> int:
    """Return how many cases held; all that was acknowledged is in the journal, and the server found no fault."""
    found = re.search(r"(\d+) generated, (\d+) passed", said(served, log, phases, most, *more))
    assert found is not None
    assert found[1] == found[2]
    assert "a request broke" not in served.said()
    journal = open_workspace(served.data).place.journal
    blocks = [decode_block(record.body) for record in journal.read() if record.kind == "api" and record.body]
    taken = [int(line) for line in log.read_text(encoding="utf-8").split()]
    assert len(taken) > int(found[1]) / 2
    assert sum(block.rows.num_rows for block in blocks) == sum(taken)
    return int(found[1])


def test_what_the_document_says_holds(served, tmp_path):
    """Routes like others (paths of one letter are the same ones) are left to `make deep`, which tries them all."""
    without = ("--exclude-path-regex", "^/v1/([a-z]|import|screen|group|page|calls)$")
    assert hold(served, tmp_path / "taken", "coverage,fuzzing", FEW, *without) > 1000


@pytest.mark.deep
def test_ten_thousand_cases_hold(served, tmp_path):
    assert hold(served, tmp_path / "taken", "examples,coverage,fuzzing,stateful", MANY) >= 10_000
