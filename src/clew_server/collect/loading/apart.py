"""Loading apart: in a process of its own, so that what is sent and who reads do not wait for what is counted."""

from __future__ import annotations

import logging
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue

__all__ = ["Apart"]

_log = logging.getLogger(__name__)


class Apart:
    """As many loading processes as are asked at a time; begun when first needed, and again when one has died."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._free: SimpleQueue[subprocess.Popen[str]] = SimpleQueue()

    def load(self, name: str) -> bool:
        """Return whether the workspace ``name`` was loaded; false where somebody else was at it.

        Raises:
            RuntimeError: it could not be; the process has logged why.
        """
        process = self._one()
        said = _asked(process, name) or _asked(process := self._begun(), name)
        if not said:
            process.kill()
            process.wait()
            raise RuntimeError("the loading process ends at once")
        self._free.put(process)
        if said == "!":
            raise RuntimeError("the loading process could not load it")
        return said == "1"

    def end(self) -> None:
        """Let go of all processes: each ends when it has finished what it is at."""
        while True:
            try:
                process = self._free.get_nowait()
            except Empty:
                return
            _close(process)

    def _one(self) -> subprocess.Popen[str]:
        try:
            process = self._free.get_nowait()
        except Empty:
            return self._begun()
        if process.poll() is None:
            return process
        _close(process)
        return self._begun()

    def _begun(self) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "clew_server.collect.loading.process", str(self._data)]
        return subprocess.Popen(  # noqa: S603 - our own program
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )


def _asked(process: subprocess.Popen[str], name: str) -> str:
    """Return what a process answers; an empty text where it has died, or dies of it."""
    assert process.stdin is not None and process.stdout is not None  # noqa: PT018, S101 - both are pipes
    try:
        process.stdin.write(f"{name}\n")
        process.stdin.flush()
        said = process.stdout.readline().rstrip("\n")
    except (BrokenPipeError, ValueError):
        said = ""
    if not said:
        _log.warning("a loading process has ended")
        _close(process)
    return said


def _close(process: subprocess.Popen[str]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(BrokenPipeError):
                pipe.close()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
