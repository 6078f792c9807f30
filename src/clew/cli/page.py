"""The documentation page of the command line, written from the application itself.

Run ``python -m clew.cli.page > docs/reference/command-line.md`` after a change.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

import typer

from clew.cli.app import app
from clew.cli.documents import DOCUMENTS, ENDLESS

__all__ = ["command_line_page", "commands"]

INTRODUCTION = """# The command line

Written from the program by `python -m clew.cli.page`; do not edit by hand. Scripts may rely on all of it.

## Everywhere

These stand before or after the command's name.

| option | does |
|---|---|
| `--data DIR` | the data folder; default: what `CLEW_DATA` says, else `./clew-data` |
| `--workspace NAME` | the workspace; default `main`, made on first use |
| `--json` | print one JSON document on stdout, and nothing else there |
| `-h`, `--help` | say what a command does and takes |

Results go to stdout. Progress, warnings and errors go to stderr. Any number of commands may run beside each other on
one data folder.

| exit code | means |
|---|---|
| 0 | fine, also where some rows were rejected |
| 1 | the data says no: every row rejected, damage found, a file that cannot be read |
| 2 | wrong usage: the message lists the choices |

## JSON

Every document has `"format": 1`. In the field lists below a text says what stands there, and a list shows one of its
items; a list or an object may be null where there is nothing to tell. A name in angle brackets stands for any name; a
name that ends in `?` may be absent. NPS is −100 to 100, rates are 0 to 1, durations are seconds, times are ISO 8601 in
UTC. An error is `{"format": 1, "error": "..."}`.
"""


def commands() -> Iterator[tuple[str, Any]]:
    """Yield every command by its full name, with what Typer makes of it."""
    for name, command in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]  # a group
        inner = getattr(command, "commands", None)
        if inner is None:
            yield name, command
        else:
            yield from ((f"{name} {part}", under) for part, under in inner.items())


def command_line_page() -> str:
    """Return the page as Markdown: what holds everywhere, then one section a command."""
    found = list(commands())
    listed = "\n".join(f"| [`clew {name}`](#clew-{name.replace(' ', '-')}) | {_line(c)} |" for name, c in found)
    index = f"## Commands\n\n| command | does |\n|---|---|\n{listed}\n"
    return "\n".join([INTRODUCTION, index, *(_section(name, command) for name, command in found)])


def _section(name: str, command: Any) -> str:
    given = [p for p in command.params if p.name != "help"]
    arguments = [p for p in given if p.param_type_name == "argument"]
    options = [p for p in given if p.param_type_name == "option"]
    words = " ".join(["clew", name, *(_placeholder(p) for p in arguments), *(["[options]"] if options else [])])
    parts = [f"## clew {name}", _line(command), f"`{words}`"]
    parts += [_table("argument", [(_placeholder(p), p) for p in arguments])] if arguments else []
    parts += [_table("option", [(_option(p), p) for p in options])] if options else []
    if name in ENDLESS:
        return "\n\n".join([*parts, "It runs until it is stopped and prints no document.\n"])
    fields = json.dumps({"format": 1, **DOCUMENTS[name]}, indent=2, ensure_ascii=False)
    return "\n\n".join([*parts, f"JSON:\n\n```json\n{fields}\n```\n"])


def _line(command: Any) -> str:
    return " ".join((command.help or "").split())


def _placeholder(argument: Any) -> str:
    return str(argument.name).strip("_").upper() + (".." if argument.nargs == -1 else "")


def _option(option: Any) -> str:
    name = option.opts[0]
    return str(name) if option.is_flag else f"{name} {name.lstrip('-').replace('-', '_').upper()}"


def _table(kind: str, rows: list[tuple[str, Any]]) -> str:
    lines = [f"| `{shown}` | {_about(parameter)} |" for shown, parameter in rows]
    return "\n".join([f"| {kind} | what it is |", "|---|---|", *lines])


def _about(parameter: Any) -> str:
    told = " ".join((parameter.help or "").split()).replace("|", "\\|")
    if parameter.required:
        return f"{told} Required."
    default = parameter.default
    return told if default in {None, "", False, ()} else f"{told} Default: {default}."


if __name__ == "__main__":
    sys.stdout.write(command_line_page())
