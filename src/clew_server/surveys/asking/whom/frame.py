"""Everybody whom a way out could ask: those on its list, or the customers of a segment with their addresses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from clew.customers.reaching import Reachable, reachable_customers
from clew.errors import ClewError, UsageError
from clew.questions.parse import parse_filter
from clew.questions.segments.segment import Segment, read_segments
from clew.surveys import Survey as Asked
from clew_server.lakes.handles import opened
from clew_server.surveys.asking.settings import EmailSettings, FileSettings, SmsSettings, Whom, settings_of
from clew_server.surveys.asking.whom.known import with_all_keys
from clew_server.surveys.asking.whom.person import LONGEST_FIELD, Person, address_kind, language_for
from clew_server.surveys.models import Alias, Distribution, Participant
from clew_server.surveys.persons import keys_of

__all__ = ["customers_of", "frame_of", "keep_aliases", "listed", "person_of_customer", "whom_of"]

#: So many rows are written at a time.
CHUNK = 1000
#: Traits that say which language somebody speaks.
SPEAKS = ("language", "lang", "locale")


def whom_of(distribution: Distribution) -> Whom:
    """Return who a way out is to ask; an empty list where its kind asks nobody by name."""
    settings = settings_of(distribution)
    return settings.whom if isinstance(settings, EmailSettings | SmsSettings | FileSettings) else Whom()


def frame_of(distribution: Distribution, asked: Asked) -> list[Person]:
    """Return everybody whom a way out could ask, each once, with the address its kind needs (empty: none is known).

    Raises:
        UsageError: the segment is gone, or the data lack what its conditions ask for.
    """
    whom = whom_of(distribution)
    workspace_id = distribution.survey.workspace_id
    if whom.kind == "list":
        return with_all_keys(workspace_id, listed(distribution))
    found = customers_of(workspace_id, _segment(workspace_id, whom))
    people = [person_of_customer(workspace_id, distribution.kind, asked, one) for one in found]
    return with_all_keys(workspace_id, people)


def customers_of(workspace_id: UUID, segment: Segment | None, *, only: Iterable[str] | None = None) -> list[Reachable]:
    """Return customers of the lake with their addresses: of a segment, or those named."""
    handle = opened(workspace_id)
    return handle.retried(lambda lake: reachable_customers(lake, handle.engine, segment, only=only))


def _segment(workspace_id: UUID, whom: Whom) -> Segment | None:
    if whom.kind == "segment":
        segments = read_segments(opened(workspace_id).store.settings.documents)
        if whom.segment not in segments:
            raise UsageError.unknown("segment", whom.segment, segments)
        return segments[whom.segment]
    if not whom.filters:
        return None
    return Segment(conditions=tuple(parse_filter(text) for text in whom.filters))


def person_of_customer(workspace_id: UUID, kind: str, asked: Asked, one: Reachable) -> Person:
    """Return a customer as somebody who could be asked: with the fields that the survey names, of what is known."""
    addresses = {"email": one.email, "phone": one.phone}
    address = addresses.get(address_kind(kind), one.email or one.phone)
    speaks = next((text for name in SPEAKS if (text := _text(one.traits.get(name)))), "")
    known = {"country": one.country, **one.traits}
    return Person(
        customer_id=one.customer_id, address=address,
        keys=tuple(keys_of(workspace_id, one.customer_id, address)),
        language=language_for(speaks, one.country, asked.languages),
        fields={name: text for name in asked.fields if (text := _text(known.get(name)))},
    )  # fmt: skip


def _text(value: Any) -> str:
    """Return a trait as a text that stands in a sentence; what is a whole of several has none."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)[:LONGEST_FIELD] if isinstance(value, str | int | float) else ""


def listed(distribution: Distribution) -> list[Person]:
    """Return who is on the way out's own list."""
    workspace_id = distribution.survey.workspace_id
    rows = Participant.objects.filter(distribution=distribution).order_by("person")
    return [
        Person(
            customer_id=row.customer_id, address=row.address, language=row.language, fields=row.fields,
            keys=tuple(dict.fromkeys((row.person, *keys_of(workspace_id, row.customer_id, row.address)))),
        )
        for row in rows.iterator()
    ]  # fmt: skip


def keep_aliases(made: Sequence[tuple[Participant, Person]]) -> None:
    """Keep with participants every key but the one that stands for them; not with those who are erased meanwhile."""
    for begin in range(0, len(made), CHUNK):
        part = made[begin : begin + CHUNK]
        with transaction.atomic():
            named = Participant.objects.select_for_update(no_key=True).filter(pk__in=[row.pk for row, _ in part])
            there = set(named.values_list("pk", flat=True))  # none of them goes before this is written
            kept = [(row, one) for row, one in part if row.pk in there]
            rows = (Alias(participant=row, person=key) for row, one in kept for key in one.keys if key != row.person)
            Alias.objects.bulk_create(rows, CHUNK, ignore_conflicts=True)


def row_of(distribution: Distribution, person: Person, **more: Any) -> Participant:
    """Return a person as a participant, not yet kept."""
    return Participant(
        distribution=distribution, person=person.key, customer_id=person.customer_id, address=person.address,
        language=person.language, fields=person.fields, **more,
    )  # fmt: skip


def reads_segment(workspace_id: UUID, whom: Whom) -> str:
    """Return what is wrong with who is to be asked, empty where it can be read."""
    try:
        segment = _segment(workspace_id, whom)
        if segment is not None:
            Segment.of(segment.to_document())
    except ClewError as error:
        return str(error)
    return ""
