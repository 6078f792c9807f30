"""Send what is due in a workspace: one message after the other, each claimed first and settled afterwards."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from typing import Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone

from clew_server.lakes.handles import opened
from clew_server.surveys.asking.planning import why_too_slow
from clew_server.surveys.asking.settings import Window, carrier_of, settings_of
from clew_server.surveys.models import Distribution
from clew_server.surveys.models.ways import PAUSED, RUNNING
from clew_server.surveys.sending.claiming import Claimed, take
from clew_server.surveys.sending.due import AWAY, due_of, running_of
from clew_server.surveys.sending.outcomes import believed, settle_left, write_down
from clew_server.surveys.sending.pace import HeldError
from clew_server.surveys.sending.states import FAULT, Verdict
from clew_server.surveys.sending.window import is_open

__all__ = ["BATCH", "NotWantedError", "Way", "can_leave", "send_due"]

_log = logging.getLogger("clew_server.surveys")
#: So many are looked up at a time; each is looked at again when it is taken.
BATCH = 100


class NotWantedError(Exception):
    """Between taking a message and handing it over it was taken back: somebody opted out, or paused the way out."""


class Way(Protocol):
    """What hands messages over; ``is_there`` says whether the server was told of one at all."""

    def is_there(self, distribution: Distribution) -> bool:
        """Return whether anything can be sent."""

    def send(self, claimed: Claimed, about_to: Callable[[], None]) -> Verdict:
        """Send a message and say what became of it; ``about_to`` is called just before it is handed over."""

    def close(self) -> None:
        """End what connections there are."""


def send_due(
    workspace_id: UUID,
    ways: Callable[[], dict[str, Way]],
    now: Callable[[], datetime] = timezone.now,
    *,
    seconds: float = 60.0,
    tell: Callable[[int], None] = lambda _sent: None,
) -> int:
    """Return how many messages left; it ends after so many ``seconds``, whoever calls it calls again."""
    settle_left(workspace_id, now())
    until, sent, made = time.monotonic() + seconds, 0, ways()
    with ExitStack() as ending:
        for one in set(made.values()):
            ending.callback(one.close)
        for distribution in running_of(workspace_id):
            way = made.get(carrier_of(distribution))
            if way and can_leave(distribution, workspace_id, now()) and way.is_there(distribution):
                if why_too_slow(distribution, settings_of(distribution)):
                    _pause(distribution, "slow")
                    continue
                sent += _send_all(distribution, way, now, until, partial(_tell_more, tell, sent))
    return sent


def _pause(distribution: Distribution, reason: str) -> None:
    Distribution.objects.filter(pk=distribution.pk, state=RUNNING).update(state=PAUSED, reason=reason)


def _tell_more(tell: Callable[[int], None], before: int, more: int) -> None:
    tell(before + more)


def can_leave(distribution: Distribution, workspace_id: UUID, now: datetime) -> bool:
    """Return whether it is the time of day and week at which messages of a way out may leave."""
    window = getattr(settings_of(distribution), "window", Window())
    return is_open(window, ZoneInfo(opened(workspace_id).store.settings.zone), now)


def _send_all(
    distribution: Distribution, way: Way, now: Callable[[], datetime], until: float, tell: Callable[[int], None]
) -> int:
    """Send until nothing is due, or may leave, or the way is away, or time is over; return how many left."""
    sent = 0
    while batch := due_of(distribution, now(), BATCH):
        if distribution.reason != AWAY:
            random.shuffle(batch)  # several workers begin at several places
        moved = 0
        for due in batch:
            if time.monotonic() > until or not can_leave(distribution, distribution.survey.workspace_id, now()):
                return sent
            try:
                claimed = take(due, now())
            except HeldError:
                return sent
            if claimed is None:
                continue
            moved += 1
            verdict = _send_one(claimed, way)
            sent += verdict is not None and verdict.what == "sent"
            tell(sent)
            if verdict is not None and verdict.is_away:
                return sent
        distribution.refresh_from_db(fields=["state", "reason"])
        if not moved or distribution.state != RUNNING:
            return sent
    return sent


def _send_one(claimed: Claimed, way: Way) -> Verdict | None:
    """Return what became of a message that was claimed; None where it is somebody else's, or nobody's any more."""
    was_handed = [False]

    def about_to() -> None:
        if not claimed.mark_handed():
            raise NotWantedError
        was_handed[0] = True

    try:
        verdict = way.send(claimed, about_to)
    except NotWantedError:
        verdict = Verdict("again")
    except Exception as error:  # noqa: BLE001 - whatever went wrong: what was handed over may have arrived
        _log.exception("a message of a survey (%s) went wrong", claimed.id)
        words = f"{FAULT}{type(error).__name__}: {error}"
        verdict = Verdict("unclear" if was_handed[0] else "again", words)  # of this one: the others go on, if they can
    verdict = believed(claimed, verdict)
    write_down(claimed, verdict)
    return verdict
