"""`clew target`: what a figure should be, and which change of it is big enough to matter."""

from __future__ import annotations

from typing import Annotated

import typer

from clew.cli.globals import current
from clew.cli.output import show, table, warn
from clew.errors import UsageError

__all__ = ["app"]

app = typer.Typer(help="Targets: what figures should be, and which change is big enough to matter.")

_COLUMNS = ("name", "direction", "value", "matters")


@app.command("set")
def set_(
    metric: Annotated[str, typer.Argument(help="A metric, or metric.statistic.")],
    value: Annotated[float | None, typer.Option(help="What it should be, in the unit it is shown in.")] = None,
    matters: Annotated[float | None, typer.Option(help="A change this big matters.")] = None,
    program: Annotated[str, typer.Option(help="For one program alone: relationship, transactional, ...")] = "",
    direction: Annotated[str, typer.Option(help="higher or lower, for a metric that does not say.")] = "",
) -> None:
    """Keep a target; whether it is reached is told by the figure's whole interval."""
    from clew.questions.targets.target import KIND, Target  # noqa: PLC0415 - keeps `clew --help` quick

    name, _, statistic = metric.partition(".")
    target = Target.of(
        {
            "metric": name,
            "statistic": statistic,
            "program": program,
            "value": value,
            "matters": matters,
            "direction": direction,
        }
    )
    current().open().keep(KIND, target.name, target.to_document())
    document = {"name": target.name, **target.to_document()}
    show({"target": document}, lambda: warn(f"The target '{target.name}' is kept."))


@app.command("list")
def list_() -> None:
    """List the targets."""
    from clew.questions.targets.target import read_targets  # noqa: PLC0415 - keeps `clew --help` quick

    found = read_targets(current().open(create=False).settings.documents)
    rows = [{"name": name, **target.to_document()} for name, target in found.items()]
    show({"targets": rows}, lambda: table(_COLUMNS, [[row[column] for column in _COLUMNS] for row in rows]))


@app.command("remove")
def remove(name: Annotated[str, typer.Argument(help="The name that `clew target list` shows.")]) -> None:
    """Take a target away."""
    workspace = current().open(create=False)
    known = workspace.settings.documents["target"]
    if name not in known:
        raise UsageError.unknown("target", name, known)
    workspace.keep("target", name, None)
    show({"removed": name}, lambda: warn(f"The target '{name}' is gone."))
