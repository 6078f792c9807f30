"""The loading process: told a workspace a line, it loads what the journal has, and says whether it ran.

python -m clew_server.collect.loading.process DATA: names on standard input; ``1``, ``0`` (somebody else is loading) or
``!`` (it could not, the log says why) on standard output. It ends with its input, or when nothing came for some
minutes. No Django in it: it begins in less than a second.
"""

from __future__ import annotations

import logging
import os
import select
import signal
import sys
from pathlib import Path

from clew.store import open_workspace

__all__ = ["main"]

#: Seconds without a word after which the process ends; the next word begins another.
IDLE = 600.0
#: How much it lets others go first: what is sent and who reads come before what is loaded.
NICE = 5
_log = logging.getLogger("clew.loader")


def main(data: Path) -> None:
    """Load what is named until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which closes the input
    os.nice(NICE)
    while select.select([sys.stdin], [], [], IDLE)[0] and (name := sys.stdin.readline().rstrip("\n")):
        print(_load(data, name), flush=True)  # noqa: T201 - this is how it answers


def _load(data: Path, name: str) -> str:
    try:
        return "1" if open_workspace(data, name, create=False).catch_up_if_free() else "0"
    except Exception:  # noqa: BLE001 - one workspace's trouble is told, and the next one is loaded
        _log.exception("the workspace could not be loaded")
        return "!"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
