"""What becomes of a way out: made, paused, resumed, ended, deleted, brought back; each step from where it can."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from clew.errors import UsageError
from clew_server.accounts.models import User
from clew_server.surveys.asking.planning import new_seed, why_too_slow
from clew_server.surveys.asking.settings import read_settings, settings_of, write_settings
from clew_server.surveys.links import new_slug
from clew_server.surveys.models import Distribution, Survey
from clew_server.surveys.models.ways import ENDED, EVENT, KINDS, LINK, PAUSED, PLANNED, RUNNING, WIDGET

__all__ = ["DELETED", "NO_EVENTS", "STEPS", "kinds_of", "make", "move", "why_not"]

#: A state of its own; ``reason`` then says which it was before.
DELETED = "deleted"
#: A step: from which states, to which.
STEPS: dict[str, tuple[tuple[str, ...], str]] = {
    "start": ((PLANNED,), RUNNING),
    "pause": ((RUNNING,), PAUSED),
    "resume": ((PAUSED, ENDED), RUNNING),
    "end": ((RUNNING, PAUSED), ENDED),
    "delete": ((PLANNED, PAUSED, ENDED), DELETED),
}
#: Kinds that run from the moment they are started: there is nobody to write down.
AT_ONCE = (LINK, WIDGET, EVENT)
#: Whoever is asked after an event is asked alone, at a time that is kept; the hour of the answer would tell who it is.
NO_EVENTS = gettext_lazy(
    "An anonymous survey asks nobody after an event: few are asked at a time, and the hour of an answer would tell who "
    "gave it."
)


def kinds_of(survey: Survey) -> tuple[str, ...]:
    """Return the kinds of way out that a survey may have."""
    return tuple(kind for kind in KINDS if not (survey.is_anonymous and kind == EVENT))


def make(survey: Survey, kind: str, name: str, by: User | None) -> Distribution:
    """Return a new way out of a survey, not started.

    Raises:
        UsageError: there is no such kind, or not for an anonymous survey.
    """
    if kind not in KINDS:
        raise UsageError.unknown("kind of way out", kind, KINDS)
    if kind not in kinds_of(survey):
        raise UsageError(str(NO_EVENTS))
    settings = read_settings(kind, {"sampling": {"seed": new_seed()}})
    return Distribution.objects.create(
        survey=survey, kind=kind, name=name, slug=new_slug(), by=by, settings=write_settings(settings)
    )


def why_not(way: Distribution, step: str) -> str:
    """Return why a way out of an anonymous survey may not take a step that lets it run; empty where it may."""
    if STEPS.get(step, ((), ""))[1] != RUNNING:
        return ""
    return why_too_slow(way, settings_of(way)) if way.kind in kinds_of(way.survey) else str(NO_EVENTS)


def move(way: Distribution, step: str, now: datetime) -> bool:
    """Take a step; return whether it could be taken from where the way out is.

    Raises:
        UsageError: it would ask anonymously after events, of whatever time the way out is, or too few an hour.
    """
    if why := why_not(way, step):
        raise UsageError(why)
    mine = Distribution.objects.filter(pk=way.pk)
    if step == "restore":
        before = way.reason if way.reason in {PLANNED, PAUSED, ENDED} else ENDED
        moved = mine.filter(state=DELETED).update(state=before, reason="")
    else:
        origins, to = STEPS[step]
        said: dict[str, Any] = {"reason": way.state if step == "delete" else ""}
        if step == "start":
            said["started_at"] = now
        said["ended_at"] = now if to in {ENDED, DELETED} else None
        moved = mine.filter(state__in=origins).update(state=to, **said)
    way.refresh_from_db()
    return bool(moved)
