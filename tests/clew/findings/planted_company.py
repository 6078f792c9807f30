"""Simulate, import and diagnose one company, as the demonstration does; print what was planted and what was found.

Run as a script: ``planted_company.py SEED CUSTOMERS FOLDER [--without-faults]``. The diagnosis never sees the truth.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
from pathlib import Path

from clew.cli.app import run
from clew.cli.demonstration.demo import fill


def main(seed: int, customers: int, folder: Path, *, faults: bool) -> None:
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        fill(folder, seed=seed, customers=customers, faults=faults)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        assert run(["--data", str(folder / "clew-data"), "--json", "diagnose"]) == 0
    told = json.loads(printed.getvalue())
    found = [
        {"kind": f["kind"], "metric": f["metric"], "where": f["where"], "n": f["n"], "q": f["evidence"]["q"]}
        for f in told["findings"]
    ]
    truth = json.loads((folder / "company" / "truth.json").read_text(encoding="utf-8"))
    planted, background = truth["planted"], truth["background"]
    json.dump(
        {"seed": seed, "planted": planted, "background": background, "found": found, "tests": told["tests"]}, sys.stdout
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]), faults="--without-faults" not in sys.argv)
