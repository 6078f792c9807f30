"""The command line: `clew`. Its commands, options, JSON and exit codes are a contract that scripts rely on."""

from __future__ import annotations

import sys

__all__ = ["main"]


def main(argv: list[str] | None = None) -> None:
    """Run one command and end the process with 0 (fine), 1 (the data says no) or 2 (wrong usage)."""
    from clew.cli.app import run  # noqa: PLC0415 - the command line is imported when it is used, not with the library

    sys.exit(run(sys.argv[1:] if argv is None else argv))
