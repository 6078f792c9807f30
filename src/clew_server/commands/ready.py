"""What commands of accounts begin with: Django loaded, the database brought up to date, the workspace found."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from clew.cli.globals import current
from clew.errors import UsageError

if TYPE_CHECKING:
    from clew_server.accounts.models import Workspace

__all__ = ["say", "workspace_named"]


def workspace_named() -> Workspace:
    """Return the workspace that --workspace names.

    Raises:
        UsageError: there is none of that name.
    """
    from clew_server import starting  # noqa: PLC0415 - keeps `clew --help` quick

    options = current()
    starting.prepare(starting.load_django(options.data))
    from clew_server.accounts.selectors import find_workspace  # noqa: PLC0415

    found = find_workspace(options.workspace)
    if found is None:
        raise UsageError(f"There is no workspace '{options.workspace}': make it with clew workspace create.")
    return found


def say(text: str) -> None:
    """Print a sentence."""
    sys.stdout.write(f"{text}\n")
