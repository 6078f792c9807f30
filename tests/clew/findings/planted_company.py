"""Simulate, import and diagnose companies, as the demonstration does; print what was planted and what was found.

Run as a script: ``planted_company.py CUSTOMERS FOLDER [--without-faults] SEED ...``; a line of JSON a company. The
diagnosis never sees the truth. One process makes several companies: what it read once it need not read again, and the
mappings that are suggested for the first company serve the others.
"""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

from clew.cli.app import run
from clew.cli.demonstration.demo import fill

WITHOUT_FAULTS = "--without-faults"


def told(seed: int, customers: int, folder: Path, mappings: Path, *, faults: bool) -> dict[str, object]:
    """Return what was planted in one company and what is told of it; nothing of it stays but the mappings."""
    began = time.process_time()
    if mappings.exists():
        shutil.copytree(mappings, folder / mappings.name)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        fill(folder, seed=seed, customers=customers, faults=faults)
    if not mappings.exists():
        shutil.copytree(folder / mappings.name, mappings)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), only_what_is_told():
        assert run(["--data", str(folder / "clew-data"), "--json", "diagnose"]) == 0
    diagnosis = json.loads(printed.getvalue())
    found = [
        {"kind": f["kind"], "metric": f["metric"], "where": f["where"], "n": f["n"], "q": f["evidence"]["q"]}
        for f in diagnosis["findings"]
    ]
    truth = json.loads((folder / "company" / "truth.json").read_text(encoding="utf-8"))
    shutil.rmtree(folder)
    return {
        "seed": seed,
        "planted": truth["planted"],
        "background": truth["background"],
        "found": found,
        "tests": diagnosis["tests"],
        "processor_seconds": round(time.process_time() - began, 1),
    }


@contextlib.contextmanager
def only_what_is_told() -> Iterator[None]:
    """Leave out what comes after it is decided what is told: costs, verbatims and sections are tested elsewhere."""
    with (
        patch("clew.findings.diagnose.priced", lambda _work, candidate: candidate),
        patch("clew.findings.diagnose.gather_sections", return_value={}),
        patch("clew.findings.asking.workspace_asker.WorkspaceAsker.verbatims", return_value=[]),
    ):
        yield


def main(customers: int, folder: Path, seeds: list[int], *, faults: bool) -> None:
    """Print one line a company."""
    mappings = folder / f"mappings-of-{seeds[0]}" / "mappings"
    for seed in seeds:
        print(json.dumps(told(seed, customers, folder / str(seed), mappings, faults=faults)), flush=True)  # noqa: T201 - a script


if __name__ == "__main__":
    given = [word for word in sys.argv[1:] if word != WITHOUT_FAULTS]
    main(int(given[0]), Path(given[1]), [int(seed) for seed in given[2:]], faults=WITHOUT_FAULTS not in sys.argv)
