"""The job that sends what is due, and the tick that queues it where something is: nothing is written otherwise."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy

from clew_server.jobs.registry import Running, job, tick
from clew_server.jobs.services import queue
from clew_server.surveys.asking.settings import carrier_of
from clew_server.surveys.sending.due import due_of, running_of
from clew_server.surveys.sending.mailing import Mail
from clew_server.surveys.sending.pace import has_place
from clew_server.surveys.sending.running import Way, can_leave, send_due
from clew_server.surveys.sending.sms.texting import Texts

__all__ = ["look", "send", "ways"]

SECONDS = 10.0
#: One turn; the worker has other jobs to do, and the next tick queues the next.
TURN = 120.0


@job("surveys.send", label=gettext_lazy("Send invitations to surveys"))
def send(running: Running) -> dict[str, int]:
    """Send what is due."""
    workspace_id = running.workspace_id
    assert workspace_id is not None, "it is queued for a workspace"  # noqa: S101 - by the tick
    sent = send_due(workspace_id, ways, seconds=TURN, tell=lambda sent: running.tell(str(sent), None))
    return {"sent": sent}


@tick("surveys.look", seconds=SECONDS)
def look(workspace_id: UUID) -> None:
    """Queue the job where something is due and may leave now."""
    now, made = timezone.now(), ways()
    for distribution in running_of(workspace_id):
        way = made.get(carrier_of(distribution))
        if way is None or not can_leave(distribution, workspace_id, now) or not way.is_there(distribution):
            continue
        if has_place(distribution) and due_of(distribution, now, 1):
            queue("surveys.send", workspace_id, unique="send")
            return


def ways() -> dict[str, Way]:
    """Return what hands messages over, by what carries them."""
    return {"email": Mail(), "sms": Texts()}
