"""The demonstration: a simulated company's exports, imported like a stranger's files, diagnosed, and a report named.

Every step is a command that is printed before it runs, so that it can be done again with files of one's own.
"""

from __future__ import annotations

import contextlib
import difflib
import io
import shlex
import shutil
import sys
import time
from pathlib import Path

from clew.cli.app import run
from clew.cli.demonstration.demo_edits import EDITS

__all__ = ["demo", "fill"]

#: Says that a folder was made by the demonstration and may be made anew.
MARK = ".made-by-clew-demo"
SEED = 7
CUSTOMERS = 20_000
ZONE = "Europe/Warsaw"
#: When the company's people work.
WEEK = "mon-fri 8-18"


def demo(folder: Path) -> int:
    """Make everything in ``folder`` and return the exit code; what an earlier demonstration left is made anew."""
    started = time.monotonic()
    if not _cleared(folder):
        sys.stderr.write(f"{folder} holds something else; name another folder: make demo DEMO=elsewhere\n")
        return 2
    fill(folder, seed=SEED, customers=CUSTOMERS)
    data, report = str(folder / "clew-data"), folder / "report.html"
    _do("--data", data, "tables")
    _do("--data", data, "diagnose", "--out", str(report))
    _say_what_next(folder, report, time.monotonic() - started)
    return 0


def fill(folder: Path, *, seed: int, customers: int, faults: bool = True) -> None:
    """Simulate a company into ``folder`` and import its exports by the mappings that `clew suggest` proposes."""
    data, company = str(folder / "clew-data"), folder / "company"
    without = () if faults else ("--without-faults",)
    _do("simulate", str(company), "--seed", str(seed), "--customers", str(customers), *without)
    settings = ("--zone", ZONE, "--currency", "PLN", "--languages", "pl,en,ro,ru")
    _do("--data", data, "workspace", "set", *settings, quiet=True)
    _do("--data", data, "calendar", "set", "--week", WEEK, "--holidays", "PL", quiet=True)
    for family, files in _families(company / "exports").items():
        mapping = _mapping(folder / "mappings", family, files[len(files) // 2])
        _do("--data", data, "import", *map(str, files), *mapping, quiet=len(files) > 1)


def _cleared(folder: Path) -> bool:
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        return False
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / MARK).write_text("made by the demonstration; it may be deleted\n", encoding="utf-8")
    return True


def _families(exports: Path) -> dict[str, list[Path]]:
    """Return the exports by kind: weekly surveys share one mapping."""
    families: dict[str, list[Path]] = {}
    for path in sorted(exports.iterdir()):
        families.setdefault(path.name.split("_2")[0].split(".")[0], []).append(path)
    return families


def _mapping(folder: Path, family: str, sample: Path) -> list[str]:
    """Write the mapping that `clew suggest` proposes, with a person's edits shown as a diff; XES needs none.

    A mapping that is there already is used as it is.
    """
    if sample.suffix == ".xes":
        return []
    folder.mkdir(exist_ok=True)
    path = folder / f"{family}.toml"
    if path.exists():
        return ["--map", str(path)]
    proposal = _suggested(sample, path)
    edited = proposal
    for old, new in EDITS.get(family, ()):
        if old not in edited:
            raise SystemExit(
                f"the proposal for {family} no longer says {old!r}: mend clew.cli.demonstration.demo_edits"
            )
        edited = edited.replace(old, new)
    path.write_text(edited, encoding="utf-8")
    _show_diff(proposal, edited, path.name)
    return ["--map", str(path)]


def _suggested(sample: Path, path: Path) -> str:
    sys.stdout.write(f"\n$ clew suggest {shlex.quote(str(sample))} > {shlex.quote(str(path))}\n")
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        code = run(["suggest", str(sample)])
    if code:
        raise SystemExit(code)
    return printed.getvalue()


def _show_diff(before: str, after: str, name: str) -> None:
    lines = difflib.unified_diff(
        before.splitlines(), after.splitlines(), f"{name} suggested", f"{name} edited", lineterm="", n=0
    )
    shown = "\n".join(f"    {line}" for line in lines)
    sys.stdout.write(f"{shown}\n" if shown else "    (nothing to correct)\n")


def _do(*words: str, quiet: bool = False) -> None:
    """Print a command and run it; ``quiet`` hides what it prints when it goes well."""
    shown = shlex.join(words if len(words) < 12 else (*words[:4], f"... {len(words) - 7} more", *words[-3:]))  # noqa: PLR2004 - a line
    sys.stdout.write(f"\n$ clew {shown}\n")
    sys.stdout.flush()
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed) if quiet else contextlib.nullcontext():
        code = run(list(words))
    if code:
        sys.stdout.write(printed.getvalue())
        raise SystemExit(code)
    if quiet:
        sys.stdout.write(f"    {_last_line(printed.getvalue())}\n")


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1].strip() if lines else "done"


def _say_what_next(folder: Path, report: Path, seconds: float) -> None:
    data = folder / "clew-data"
    sys.stdout.write(
        f"\nDone in {seconds:.0f} s. The report: {report.resolve()}\n"
        f"What was planted in the company: {folder / 'company' / 'truth.json'}\n\n"
        "Go on, for example:\n"
        f"  .venv/bin/clew --data {data} ask nps --by touchpoint --where program=transactional\n"
        f"  .venv/bin/clew --data {data} ask csat --by touchpoint,channel --every quarter\n"
        f"  .venv/bin/clew --data {data} diagnose --lang pl --out {folder}/report-pl.html\n"
    )


if __name__ == "__main__":
    raise SystemExit(demo(Path(sys.argv[1] if len(sys.argv) > 1 else "demo")))
