"""What came before is read by the rules of now by a job: all that came may be much."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils.translation import gettext_lazy

from clew.errors import UsageError
from clew.store.delivery import read_by_others, replay_rules
from clew_server.jobs.registry import Running, job
from clew_server.jobs.worker import StopAskedError
from clew_server.lakes.handles import opened

__all__ = ["REPLAY", "replay"]

REPLAY = "company.replay"


@job(REPLAY, tries=3, label=gettext_lazy("Read what came by the touchpoint rules of now"))
def replay(running: Running) -> dict[str, int]:
    """Have all that came through the tracking API read by the rules of now; return how much that was.

    It can be stopped until the journal says so; what stands there is loaded by whoever loads next.
    """
    assert running.workspace_id is not None, "rules are a workspace's"  # noqa: S101 - the page queues it so
    store = opened(running.workspace_id).store
    running.tell("", None)
    older = read_by_others(store.place)
    try:
        replay_rules(store.place, lambda: datetime.now(UTC))
    except UsageError:  # somebody did so meanwhile
        return {"imports": 0, "messages": 0}

    def moved(what: str, share: float | None) -> None:
        try:
            running.tell(what, share)
        except StopAskedError:
            return

    store.catch_up(progress=moved)
    return {"imports": older.imports, "messages": older.messages}
