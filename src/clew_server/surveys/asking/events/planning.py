"""Participants of what has just happened: each thing that happens is looked at once, whoever looks and how often.

What is looked at is what happened since the way out was started, and not longer ago than ``LATEST``: data may come that
much late. A look reads only what came into the lake since the last one, page by page, and its mark is kept when all of
it is planned. A participant's ``occasion`` is made of what happened, so a look that is done again plans nobody again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction

from clew.customers.happening import Happening, Look, Mark, Sought, still_solved
from clew.store import Snapshot
from clew_server.lakes.handles import opened
from clew_server.surveys.asking.settings import EventSettings, Rule, carrier_of, settings_of
from clew_server.surveys.asking.states import kinds_of
from clew_server.surveys.asking.whom.erased import Erased
from clew_server.surveys.asking.whom.frame import CHUNK, customers_of, keep_aliases, person_of_customer, row_of
from clew_server.surveys.asking.whom.known import with_all_keys
from clew_server.surveys.asking.whom.person import Person
from clew_server.surveys.asking.whom.sampling import chance
from clew_server.surveys.keeping import Live, live
from clew_server.surveys.models import Distribution, EventLook, Participant
from clew_server.surveys.models.kept import OPEN
from clew_server.surveys.models.ways import EVENT, RUNNING

__all__ = ["LATEST", "Planned", "plan_events", "sought", "spare_reopened"]

#: What is known later than this after it happened is no longer asked about.
LATEST = timedelta(days=7)


@dataclass(frozen=True)
class Planned:
    """What one look came to: how much that had happened was drawn and not known, who is asked, who spared."""

    happened: int = 0
    planned: int = 0
    spared: int = 0

    def and_more(self, rows: Sequence[Participant]) -> Planned:
        """Return it with more participants."""
        planned = sum(row.state == "planned" for row in rows)
        return Planned(self.happened + len(rows), self.planned + planned, self.spared + len(rows) - planned)


def plan_events(distribution: Distribution, now: datetime) -> Planned:
    """Plan participants for what has happened; return how many. Nothing where the way out does not run.

    Never for an anonymous survey, though a way out that was made before it was one may run.
    Who was to be asked about a ticket that is open again is spared first, where anything new is told of tickets.
    """
    settings, asked = settings_of(distribution), live(distribution.survey_id)
    is_asking = distribution.kind == EVENT and distribution.state == RUNNING and distribution.started_at is not None
    if not isinstance(settings, EventSettings) or not is_asking or asked is None or asked.state != OPEN:
        return Planned()
    if EVENT not in kinds_of(distribution.survey):
        return Planned()
    handle, since = opened(asked.workspace_id), max(distribution.started_at or now, now - LATEST)

    def read(lake: Snapshot) -> Planned:
        mark = _mark_of(distribution)
        look = Look(lake, handle.engine, sought(settings.rule), mark, since, now)
        if not look.is_needed:
            return Planned()
        spare_reopened(distribution, now)
        rows, found = _Rows(distribution, settings, asked), Planned()
        for page in look.pages():
            found = found.and_more(_planned(distribution, rows, page, settings.share))
        _keep(distribution, look.mark, now)
        return found

    return handle.retried(read)


def _planned(distribution: Distribution, rows: _Rows, page: Sequence[Happening], share: float) -> list[Participant]:
    """Return the participants that a page of what happened made."""
    drawn = [one for one in page if chance(distribution.id.hex, one.name) < share]
    made = rows.of(_new(distribution, drawn))
    return [row for part in _chunks(made) for row in _written(distribution.survey.workspace_id, part)]


def _written(workspace_id: UUID, made: Sequence[tuple[Participant, Person]]) -> list[Participant]:
    """Return who was written: not who was erased, before or meanwhile, nor whom another look has planned."""
    erased = Erased(workspace_id)
    known = [(row, person) for row, person in made if not erased.has(row.customer_id, row.address)]
    with transaction.atomic():  # who is there may be asked at once: never without all their keys
        Participant.objects.bulk_create((row for row, _ in known), ignore_conflicts=True)
        keep_aliases([(row, person) for row, person in known if row.state == "planned"])
    erased = Erased(workspace_id)
    gone = [row.pk for row, _ in known if erased.has(row.customer_id, row.address)]
    Participant.objects.filter(pk__in=gone).delete()
    there = set(Participant.objects.filter(pk__in=[row.pk for row, _ in known]).values_list("pk", flat=True))
    return [row for row, _ in known if row.pk in there]


def sought(rule: Rule) -> Sought:
    """Return what a rule has the tables looked through for."""
    if rule.after != "event":
        return Sought(after=rule.after)
    properties = {rule.property: rule.value} if rule.property else {}
    return Sought(after="event", name=rule.name, touchpoint=rule.touchpoint, properties=properties)


def _mark_of(distribution: Distribution) -> Mark:
    """Return how far the last look came; what cannot be read is as good as none: all is looked at again."""
    kept = EventLook.objects.filter(distribution=distribution).values_list("mark", flat=True).first()
    try:
        return msgspec.convert(kept or {}, Mark)
    except msgspec.ValidationError:
        return Mark()


def _keep(distribution: Distribution, mark: Mark, now: datetime) -> None:
    said = {"mark": msgspec.to_builtins(mark), "at": now}
    EventLook.objects.update_or_create(distribution=distribution, defaults=said)


def occasion_of(name: str) -> str:
    """Return what a participant keeps of what happened: nothing that can be read back."""
    return hashlib.sha256(name.encode()).hexdigest()


def _new(distribution: Distribution, found: Sequence[Happening]) -> list[Happening]:
    names = {occasion_of(one.name): one for one in found}
    known: set[str] = set()
    for part in _chunks(list(names)):
        mine = Participant.objects.filter(distribution=distribution, occasion__in=part)
        known |= set(mine.values_list("occasion", flat=True))
    return [one for occasion, one in names.items() if occasion not in known]


def _chunks(names: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (names[begin : begin + CHUNK] for begin in range(0, len(names), CHUNK))


class _Rows:
    """Participants for what happened, in its order: one is asked again only when the cooldown is over."""

    def __init__(self, distribution: Distribution, settings: EventSettings, asked: Live) -> None:
        self._distribution, self._settings, self._asked = distribution, settings, asked

    def of(self, found: Sequence[Happening]) -> list[tuple[Participant, Person]]:
        """Return a participant for each thing that happened, planned or spared, and who it is."""
        workspace_id, carrier = self._asked.workspace_id, carrier_of(self._distribution)
        customers = customers_of(workspace_id, None, only={one.customer_id for one in found}) if found else []
        known = [person_of_customer(workspace_id, carrier, self._asked.asked, one) for one in customers]
        people = {person.customer_id: person for person in with_all_keys(workspace_id, known)}
        last = self._asked_last(people.values())
        return [(self._row(one, people[one.customer_id], last), people[one.customer_id]) for one in found]

    def _row(self, one: Happening, person: Person, last: dict[str, datetime]) -> Participant:
        due = one.at + timedelta(minutes=self._settings.delay_minutes)
        before = last.get(person.key)
        cooldown = timedelta(days=self._settings.cooldown_days)
        reason = "" if person.address else "no_address"
        if before is not None and due - before < cooldown:
            reason = "asked_lately"
        if not reason:
            last[person.key] = due
        return row_of(
            self._distribution, person, occasion=occasion_of(one.name), about=one.about, due_at=due,
            probability=self._settings.share, state="spared" if reason else "planned", reason=reason,
        )  # fmt: skip

    def _asked_last(self, people: Iterable[Person]) -> dict[str, datetime]:
        """Return when each person is, or was, asked last by this way out, under whichever id they had then."""
        whose: dict[str, list[str]] = {}
        for one in people:
            for key in one.keys:
                whose.setdefault(key, []).append(one.key)
        last: dict[str, datetime] = {}
        for part in _chunks(list(whose)):
            mine = Participant.objects.filter(distribution=self._distribution, person__in=part).exclude(state="spared")
            for known, due in mine.values_list("person", "due_at"):
                last |= {person: max(due, last.get(person, due)) for person in whose[known]}
        return last


def spare_reopened(distribution: Distribution, now: datetime) -> int:
    """Spare who was to be asked about a ticket that is no longer solved; return how many."""
    planned = Participant.objects.filter(distribution=distribution, state="planned").exclude(about={})
    waiting = {row.pk: str(row.about["ticket_id"]) for row in planned.iterator() if row.about.get("ticket_id")}
    if not waiting:
        return 0
    handle = opened(distribution.survey.workspace_id)
    tickets = sorted(set(waiting.values()))
    solved = handle.retried(lambda lake: still_solved(lake, handle.engine, tickets, now))
    gone = [pk for pk, ticket in waiting.items() if ticket not in solved]
    return sum(
        Participant.objects.filter(pk__in=part, state="planned").update(state="spared", reason="reopened")
        for part in (gone[begin : begin + CHUNK] for begin in range(0, len(gone), CHUNK))
    )
