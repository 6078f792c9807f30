"""`clew diagnose`: what hurts, how sure, what to look at first; `clew finding`: what people say of it."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import msgspec
import typer

from clew.cli.globals import current
from clew.cli.output import progress, show, table, warn
from clew.errors import UsageError

if TYPE_CHECKING:
    from clew.findings import Diagnosis
    from clew.findings.finding import Finding
    from clew.findings.said import Said

__all__ = ["add_to"]


def add_to(app: typer.Typer) -> None:
    """Add this file's commands to the application."""
    for command in (diagnose, finding, findings):
        app.command(command.__name__)(command)


def diagnose(
    out: Annotated[Path | None, typer.Option(help="Write the report here, as one HTML file.")] = None,
    lang: Annotated[str, typer.Option(help="Language of the report: en, pl, ro or ru.")] = "en",
) -> None:
    """Say what hurts and what goes well, ranked, each with interval and n; --out writes the report."""
    from clew.api import open as open_data  # noqa: PLC0415 - keeps `clew --help` quick

    workspace = open_data(current().data_to_read(), current().workspace, create=False)
    with progress("looking") as move:
        found = workspace.diagnose(lang, today=_today(workspace.store.settings.zone), progress=move)
    if out is not None:
        from clew.changes import read_changes  # noqa: PLC0415 - read only for a report
        from clew.reports import write_report  # noqa: PLC0415 - charts are drawn only for a report

        write_report(found, out, tuple(read_changes(workspace.store.settings.documents).values()))
        warn(f"The report stands in {out}")
    show(to_document(found), lambda: _print(found))


def finding(
    identity: Annotated[
        str, typer.Argument(metavar="ID", help="The finding's id, as `clew diagnose --json` gives it.")
    ],
    owner: Annotated[str | None, typer.Option(help='Who sees to it; "" takes the owner away.')] = None,
    note: Annotated[
        str | None, typer.Option(help='A note; "" takes it away. No customer\'s name: erasing misses it.')
    ] = None,
    mute_until: Annotated[
        str | None, typer.Option(help='The day (2026-03-01) on which it is ranked again; "" ranks it at once.')
    ] = None,
    known: Annotated[bool | None, typer.Option("--known/--not-known", help="Say that it is known.")] = None,
    clear: Annotated[bool, typer.Option("--clear", help="Forget all that was said of it.")] = False,  # noqa: FBT002
) -> None:
    """Keep what people say of a finding: owner, note, known, muted until a day; without an option show it."""
    from clew.findings.said import Said, changed  # noqa: PLC0415 - keeps `clew --help` quick

    given = {"owner": owner, "note": note, "mute_until": mute_until, "known": known}
    is_said = any(value is not None for value in given.values())
    if clear and is_said:
        raise UsageError("Say either --clear or what to keep, not both.")
    workspace = current().open(create=clear or is_said)
    said = Said.of(workspace.settings.documents["finding"].get(identity))
    if clear:
        workspace.keep("finding", identity, None)
        said = Said()
    elif is_said:
        said = changed(said, _title(identity, workspace.place.cache), given)
        workspace.keep("finding", identity, said.to_document())
    _show({identity: said}, "finding")


def findings() -> None:
    """List what people said of findings."""
    from clew.findings.said import Said  # noqa: PLC0415 - keeps `clew --help` quick

    documents = current().open(create=False).settings.documents["finding"]
    _show({identity: Said.of(document) for identity, document in documents.items()}, "findings")


def _title(identity: str, cache: Path) -> str:
    """Return what the last diagnosis called the finding; where it gave none, say so: it may come, or come back."""
    from clew.findings.told import titles_told  # noqa: PLC0415 - keeps `clew --help` quick

    titles = titles_told(cache)
    if titles is None:
        warn(f"No diagnosis was made here yet (clew diagnose); what you say is kept for when it tells '{identity}'.")
    elif identity not in titles:
        warn(f"The last diagnosis told no finding '{identity}'; what you say is kept for when it comes.")
    return (titles or {}).get(identity, "")


def _show(said: dict[str, Said], name: str) -> None:
    rows = [
        {"id": identity, **each.to_document(), "mute_until": each.mute_until or None} for identity, each in said.items()
    ]
    columns = ("id", "title", "owner", "note", "known", "mute_until")
    document: Any = rows if name == "findings" else rows[0]
    show({name: document}, lambda: table(columns, [[row[column] for column in columns] for row in rows]))


def _today(zone: str) -> date:
    return datetime.now(ZoneInfo(zone)).date()


def to_document(found: Diagnosis) -> dict[str, Any]:
    """Return the JSON document of a diagnosis."""
    return {
        "findings": [msgspec.to_builtins(finding, enc_hook=str) for finding in found.findings],
        "muted": [msgspec.to_builtins(finding, enc_hook=str) for finding in found.muted],
        "not_computed": [{"kind": missing.kind, "why": missing.why} for missing in found.not_computed],
        "levels": [msgspec.to_builtins(level, enc_hook=str) for level in found.levels],
        **{name: msgspec.to_builtins(getattr(found, name)) for name in ("journey", "service", "reasons", "promises")},
        "tests": found.tests,
        "alpha": found.alpha,
        "as_of": found.as_of,
        "version": found.lake_version,
    }


def _print(found: Diagnosis) -> None:
    for finding in found.findings:
        sys.stdout.write(f"{finding.rank:>3}. {finding.title}{_marks(finding)}\n     {finding.claim}\n")
    if not found.findings and not found.muted:
        sys.stdout.write(f"Nothing stands out beyond chance ({found.tests} statements were tested).\n")
    if found.muted:
        sys.stdout.write(f"  {len(found.muted)} muted, not ranked above:\n")
    for finding in found.muted:
        sys.stdout.write(f"    {finding.title}{_marks(finding)}\n")
    for missing in found.not_computed:
        sys.stdout.write(f"  not computed: {missing.kind}: {missing.why}\n")


def _marks(finding: Finding) -> str:
    """Return what people said of a finding, in brackets."""
    owner = f"owner {finding.owner}" if finding.owner else ""
    until = f"muted until {finding.mute_until}" if finding.mute_until else ""
    said = "; ".join(filter(None, ("known" if finding.known else "", owner, until, finding.note)))
    return f" [{said}]" if said else ""
