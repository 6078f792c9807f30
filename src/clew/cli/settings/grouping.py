"""`clew segment`: groups of customers by what is known of them, kept by name, asked for with segment=NAME."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from clew.cli.globals import current
from clew.cli.output import show, table, warn
from clew.errors import UsageError

__all__ = ["app"]

app = typer.Typer(help="Segments: groups of customers, for --where segment=NAME and --by segment.")

Name = Annotated[str, typer.Argument(help="What the segment is called.")]
Where = Annotated[
    list[str],
    typer.Option(
        help="A condition on customers: country=PL, traits.plan=pro, accounts.kind=firm, tickets.kind=complaint."
    ),
]


@app.command("set")
def set_(
    name: Name, where: Where, note: Annotated[str, typer.Option(help="What it is for; name no person here.")] = ""
) -> None:
    """Keep a segment: customers who meet all conditions; of one field any of its values will do."""
    from clew.questions.parse import parse_filter  # noqa: PLC0415 - keeps `clew --help` quick
    from clew.questions.segments.segment import KIND, Segment, checked_name  # noqa: PLC0415

    made = Segment(conditions=tuple(parse_filter(text) for text in where), note=note)
    document = Segment.of(made.to_document()).to_document()
    name = checked_name(name)
    current().open().keep(KIND, name, document)
    show({"segment": {"name": name, **document}}, lambda: warn(f"The segment '{name}' is kept: ask segment={name}."))


@app.command("list")
def list_() -> None:
    """List the segments and their conditions; a customer may be in several."""
    from clew.questions.segments.segment import read_segments  # noqa: PLC0415 - keeps `clew --help` quick

    found = read_segments(current().open(create=False).settings.documents)
    rows = [{"name": name, **segment.to_document()} for name, segment in found.items()]
    show({"segments": rows}, lambda: table(("name", "conditions", "note"), [_cells(row) for row in rows]))


@app.command("remove")
def remove(name: Name) -> None:
    """Take a segment away."""
    workspace = current().open(create=False)
    known = workspace.settings.documents["segment"]
    if name not in known:
        raise UsageError.unknown("segment", name, known)
    workspace.keep("segment", name, None)
    show({"removed": name}, lambda: warn(f"The segment '{name}' is gone."))


def _cells(row: dict[str, Any]) -> list[str]:
    said = " and ".join(f"{given['field']}{given['operator']}{given['value']}" for given in row["conditions"])
    return [row["name"], said, row["note"]]
