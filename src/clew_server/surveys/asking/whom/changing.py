"""The list of a way out is changed as long as nobody starts it: what is planned is what stands on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from django.db import transaction
from django.utils.translation import gettext

from clew.errors import UsageError
from clew_server.jobs.services import latest_of
from clew_server.surveys.asking.whom.frame import CHUNK, row_of
from clew_server.surveys.asking.whom.person import Person
from clew_server.surveys.models import Distribution, Participant
from clew_server.surveys.models.ways import PLANNED
from clew_server.surveys.persons import keys_of

__all__ = ["START", "empty_list", "hold", "is_starting", "keep_list", "why_held"]

#: The job that writes down who is asked.
START = "surveys.start"


def keep_list(distribution: Distribution, people: Sequence[Person]) -> int:
    """Put people on the list of a way out; return how many were not there before.

    Who is there already, by customer id or by address, stays as they stand.

    Raises:
        UsageError: it is started, or being started.
    """
    known = _keys_on_list(distribution, {})  # before anything is locked: each is hashed
    with _changing(distribution):
        there = {key for keys in _keys_on_list(distribution, known).values() for key in keys}
        new = [one for one in people if not there & set(one.keys)]
        Participant.objects.bulk_create((row_of(distribution, one) for one in new), CHUNK, ignore_conflicts=True)
    return len(new)


def _keys_on_list(distribution: Distribution, known: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """Return the keys of everybody on the list by the one that stands for them; of who is ``known``, those."""
    workspace_id = distribution.survey.workspace_id
    rows = Participant.objects.filter(distribution=distribution).values_list("person", "customer_id", "address")
    return {person: known.get(person) or (person, *keys_of(workspace_id, *named)) for person, *named in rows.iterator()}


def empty_list(distribution: Distribution) -> None:
    """Take everybody off the list of a way out; UsageError where it is started, or being started."""
    with _changing(distribution):
        Participant.objects.filter(distribution=distribution).delete()


def why_held(distribution: Distribution) -> str:
    """Return why the list cannot be changed now, empty where it can."""
    if distribution.state != PLANNED:
        return gettext("It is started: its list stays as it is.")
    if is_starting(distribution):
        return gettext("It is being started: its list stays as it is.")
    return ""


def is_starting(distribution: Distribution) -> bool:
    """Return whether somebody has it started, and that is not done yet."""
    job = latest_of(START, distribution.survey.workspace_id, way=str(distribution.id))
    return job is not None and not job.is_over


def hold(distribution: Distribution) -> None:
    """Read the state of a way out anew; until the transaction ends it stays so, and so does its list."""
    distribution.refresh_from_db(fields=["state"], from_queryset=Distribution.objects.select_for_update())


@contextmanager
def _changing(distribution: Distribution) -> Iterator[None]:
    """Let the list be changed by this one alone: a start that is asked for meanwhile waits for the change."""
    with transaction.atomic():
        hold(distribution)
        if why := why_held(distribution):
            raise UsageError(why)
        yield
