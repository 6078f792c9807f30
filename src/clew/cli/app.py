"""The application: every command by name, and what an error becomes."""

from __future__ import annotations

import sys
from importlib.metadata import entry_points
from typing import Any

import msgspec
import typer

from clew.cli import asking, calendars, diagnosing, importing, keeping, privacy, rules, searching, surveys, workspaces
from clew.cli.demonstration import simulating
from clew.cli.globals import current, split_globals
from clew.cli.journeys import paths
from clew.cli.output import FORMAT
from clew.cli.settings import aiming, changelog, grouping, mending, renaming
from clew.errors import ClewError, UsageError

__all__ = ["app", "run"]

HELP = """Customer experience, measured: raw exports in, answers with intervals out.

Begin with your own file: `clew suggest survey.csv > survey.toml`, read what it proposes, then
`clew import survey.csv --map survey.toml`, `clew ask nps --by touchpoint`, `clew diagnose --out report.html`.

Everywhere, before or after the command: --data DIR (or CLEW_DATA; default ./clew-data), --workspace NAME (default
main, made on first use), --json (one JSON document on stdout).
Exit codes: 0 fine, 1 the data says no, 2 wrong usage.
"""

#: What Typer raises for options and arguments that cannot be: the parent of its one public error.
_WRONG_USAGE: type[Exception] = typer.BadParameter.__mro__[1]

app = typer.Typer(
    help=HELP,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help: rich would take half of the time `clew --help` has
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(workspaces.app, name="workspace")
app.add_typer(rules.app, name="rules")
app.add_typer(calendars.app, name="calendar")
app.add_typer(renaming.app, name="rename")
app.add_typer(grouping.app, name="segment")
app.add_typer(aiming.app, name="target")
app.add_typer(changelog.app, name="change")
app.add_typer(surveys.app, name="survey")
app.add_typer(mending.app, name="quarantine")
app.command("remap")(mending.remap)
for room in (importing, asking, searching, paths, diagnosing, keeping, privacy, simulating):
    room.add_to(app)
#: What other packages add to the command line (the server does): each gives ``add_to(app)``, quick to load.
for addition in entry_points(group="clew.commands"):
    addition.load()(app)


@app.callback()
def _clew() -> None:
    """Hold the commands together."""


def run(argv: list[str]) -> int:
    """Run one command; return the exit code of the process."""
    try:
        rest = split_globals(argv)
        code = app(rest, prog_name="clew", standalone_mode=False)
    except SystemExit as ending:
        return ending.code if isinstance(ending.code, int) else 1
    except ClewError as error:
        return _report(error)
    except _WRONG_USAGE as error:
        return _wrong_usage(error)
    except typer.Abort:
        sys.stderr.write("Aborted!\n")
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    return code if isinstance(code, int) else 0


def _wrong_usage(error: Any) -> int:
    """Say what Typer says of options and arguments, as a document too when asked; return 2."""
    error.show()
    _say_as_json(error.format_message())
    return 2


def _report(error: ClewError) -> int:
    """Say the error on stderr (and as JSON on stdout when asked); return 2 for wrong usage, 1 for the data's no."""
    sys.stderr.write(f"clew: {error}\n")
    _say_as_json(str(error))
    return 2 if isinstance(error, UsageError) else 1


def _say_as_json(error: str) -> None:
    if current().json:
        sys.stdout.write(msgspec.json.encode({"format": FORMAT, "error": error}).decode() + "\n")
