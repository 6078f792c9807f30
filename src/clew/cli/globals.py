"""Global options (--data, --workspace, --json), accepted before and after the command's name."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from clew.errors import UsageError

if TYPE_CHECKING:
    from clew.store import Workspace

__all__ = ["Options", "current", "split_globals"]

#: The workspace that is there without being asked for.
DEFAULT = "main"
_WITH_VALUE = ("--data", "--workspace")


@dataclass(slots=True)
class Options:
    """What holds for the whole command."""

    data: Path = Path("clew-data")
    workspace: str = DEFAULT
    json: bool = False

    def open(self, *, create: bool = True, hint: bool = True) -> Workspace:
        """Return the workspace named by the options; with ``create`` it is made on first use.

        Without, the default one is empty before its first use, and leaves nothing on the disk: a look must not make
        a workspace that stands in the way of a restore. ``hint`` says on stderr that there is nothing yet.
        """
        from clew.store import open_workspace  # noqa: PLC0415 - keeps `clew --help` quick

        data = self.data if create else self.data_to_read(hint=hint)
        return open_workspace(data, self.workspace, create=create)

    def data_to_read(self, *, hint: bool = True) -> Path:
        """Return the data folder; where the default workspace was never made, one of its stead, gone with the process.

        Raises:
            UsageError: there is no workspace of another name.
        """
        if self.find():
            return self.data
        from clew.engines.scratch import scratch_folder  # noqa: PLC0415 - keeps `clew --help` quick
        from clew.store import list_workspaces, open_workspace  # noqa: PLC0415

        stead = scratch_folder("empty")
        atexit.register(shutil.rmtree, stead, ignore_errors=True)
        open_workspace(stead, self.workspace)
        if hint:
            others = ", ".join(list_workspaces(self.data))
            known = f" Other workspaces: {others}; name one with --workspace." if others else ""
            sys.stderr.write(f"No data yet in {self.data}: import something first.{known}\n")
        return stead

    def find(self) -> Path | None:
        """Return the folder of the workspace of the options, unopened; None where the default one is not made yet.

        Raises:
            UsageError: there is no workspace of another name.
        """
        from clew.store.folder import find_workspace, list_workspaces  # noqa: PLC0415 - keeps `clew --help` quick

        found = find_workspace(self.data, self.workspace)
        if not found and self.workspace != DEFAULT:
            raise UsageError.unknown("workspace", self.workspace, list_workspaces(self.data))
        return found


_current = Options()


def current() -> Options:
    """Return the options of the command that runs."""
    return _current


def split_globals(argv: list[str]) -> list[str]:
    """Take the global options out of ``argv``, wherever they stand, and remember them; what is left comes back.

    After ``--`` nothing is an option.

    >>> split_globals(["tables", "--json", "--data=other"])
    ['tables']
    >>> current().json, str(current().data)
    (True, 'other')
    """
    options = Options(data=Path(os.environ.get("CLEW_DATA") or "clew-data"))
    rest: list[str] = []
    _current.json = "--json" in argv[: argv.index("--") if "--" in argv else None]  # also of an error among the options
    words = iter(argv)
    for word in words:
        name, equals, value = word.partition("=")
        if word == "--":
            rest += [word, *words]
        elif word == "--json":
            options.json = True
        elif name in _WITH_VALUE:
            given = value if equals else next(words, "")
            _set(options, name, given)
        else:
            rest.append(word)
    _current.data, _current.workspace, _current.json = options.data, options.workspace, options.json
    return rest


def _set(options: Options, name: str, value: str) -> None:
    if not value:
        raise UsageError(f"{name} needs a value.")
    if name == "--data":
        options.data = Path(value)
    else:
        options.workspace = value
