"""What `clew survey` has more where there is a server: what mail servers report, from a mailbox that a script reads."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from clew.cli.output import show
from clew.errors import UsageError
from clew_server.commands.ready import say, workspace_named

__all__ = ["bounces"]


def bounces(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="A message or an mbox; - is what is piped.")],
) -> None:
    """Take reports of mail servers (RFC 3464) on invitations that came back; the same again changes nothing."""
    workspace = workspace_named()
    from clew_server.surveys.sending.bounces import take_reports  # noqa: PLC0415 - Django is loaded now

    new, known, wrong = 0, 0, []
    for name in files:
        taken = take_reports(workspace.id, _read(name))
        new, known = new + taken.new, known + taken.known
        wrong += [{"file": name, "message": place, "reason": reason} for place, reason in taken.wrong]
    lines = [f"{one['file']}, message {one['message']}: {one['reason']}" for one in wrong]
    said = f"{new} said something new, {known} what was known, {len(wrong)} are no reports on messages of ours."
    show({"new": new, "known": known, "wrong": wrong}, lambda: say("\n".join([*lines, said])))


def _read(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror}.") from None
