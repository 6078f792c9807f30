"""`clew diagnose`: what hurts, how sure, what to look at first."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from clew.cli.globals import current
from clew.cli.output import progress, show, warn

if TYPE_CHECKING:
    from clew.findings import Diagnosis

__all__ = ["add_to"]


def add_to(app: typer.Typer) -> None:
    """Add this file's command to the application."""
    app.command("diagnose")(diagnose)


def diagnose(
    out: Annotated[Path | None, typer.Option(help="Write the report here, as one HTML file.")] = None,
    lang: Annotated[str, typer.Option(help="Language of the report: en, pl, ro or ru.")] = "en",
) -> None:
    """Say what hurts and what goes well, ranked, each with interval and n; --out writes the report."""
    from clew.api import open as open_data  # noqa: PLC0415 - keeps `clew --help` quick

    workspace = open_data(current().data_to_read(), current().workspace, create=False)
    with progress("looking") as move:
        found = workspace.diagnose(lang, progress=move)
    if out is not None:
        from clew.reports import write_report  # noqa: PLC0415 - charts are drawn only for a report

        write_report(found, out)
        warn(f"The report stands in {out}")
    show(to_document(found), lambda: _print(found))


def to_document(found: Diagnosis) -> dict[str, Any]:
    """Return the JSON document of a diagnosis."""
    return {
        "findings": [msgspec.to_builtins(finding, enc_hook=str) for finding in found.findings],
        "not_computed": [{"kind": missing.kind, "why": missing.why} for missing in found.not_computed],
        "levels": [msgspec.to_builtins(level, enc_hook=str) for level in found.levels],
        "tests": found.tests,
        "alpha": found.alpha,
        "as_of": found.as_of,
        "version": found.lake_version,
    }


def _print(found: Diagnosis) -> None:
    for finding in found.findings:
        sys.stdout.write(f"{finding.rank:>3}. {finding.title}\n     {finding.claim}\n")
    if not found.findings:
        sys.stdout.write(f"Nothing stands out beyond chance ({found.tests} statements were tested).\n")
    for missing in found.not_computed:
        sys.stdout.write(f"  not computed: {missing.kind}: {missing.why}\n")
