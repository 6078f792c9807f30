"""An erased person was asked nothing, and answered nothing; that they never want to be asked stays, as a hash.

Answers to anonymous surveys are nobody's: only what somebody wrote about themselves in them can be found.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import F, Q

from clew_server.erasure.person import Person
from clew_server.erasure.registry import forgets
from clew_server.surveys import keeping
from clew_server.surveys.answering.storing import backlog, shelf
from clew_server.surveys.models import Alias, Contact, Delivery, Distribution, Participant, Response, Survey, Version
from clew_server.surveys.persons import keys_of
from clew_server.surveys.results import reading, remembered
from clew_server.surveys.used import links

__all__ = ["forget"]


@forgets("surveys")
def forget(workspace_id: UUID, person: Person) -> int:
    """Return how much was removed or blanked: who was asked, what was answered, texts that name the person."""
    backlog.drain(workspace_id)  # nothing that waits for the database comes back after this
    shelf.forget_all()
    keys = [key for name in person.names if name.strip() for key in _keys(workspace_id, name)]
    asked = Participant.objects.filter(distribution__survey__workspace_id=workspace_id)
    also = Alias.objects.filter(person__in=keys).values("participant_id")
    known = Q(person__in=keys) | Q(id__in=also) | Q(customer_id__in=person.names) | Q(address__in=person.names)
    ids = set(asked.filter(known).values_list("id", flat=True))
    hers = asked.filter(Q(person__in=keys) | Q(customer_id__in=person.names))  # not who shares an address alone
    keys += Alias.objects.filter(participant__in=hers).values_list("person", flat=True).distinct()
    ids |= {one.id for one in asked.exclude(id__in=ids).iterator() if person.is_in(one.address, one.fields, one.about)}
    changed = asked.filter(id__in=ids).delete()[0]
    links.forget(workspace_id, ids)
    changed += Contact.objects.filter(workspace_id=workspace_id, person__in=keys).delete()[0]
    changed += _answers(workspace_id, person, ids) + _texts(workspace_id, person)
    keeping.forget_all()
    reading.forget_all()
    remembered.forget_all()
    return changed


def _keys(workspace_id: UUID, name: str) -> list[str]:
    return [*keys_of(workspace_id, name), *keys_of(workspace_id, "", name)]


def _answers(workspace_id: UUID, person: Person, participants: set[UUID]) -> int:
    """Remove the person's responses; what others wrote about them is blanked."""
    all_of = Response.objects.filter(survey__workspace_id=workspace_id)
    changed = 0
    for response in all_of.iterator():
        hers = response.participant in participants or person.is_in(response.about, response.fields)
        if hers or person.is_in(*(f"{response.id}|{question}" for question in response.answers)):
            changed += all_of.filter(pk=response.pk).delete()[0]
        elif person.is_in(response.answers):
            answers, revision = person.without(response.answers), F("revision") + 1  # other processes read it anew
            changed += all_of.filter(pk=response.pk).update(answers=answers, revision=revision)
    return changed


def _texts(workspace_id: UUID, person: Person) -> int:
    changed = 0
    for survey in Survey.objects.filter(workspace_id=workspace_id):
        if person.is_in(survey.text, survey.options):
            text, options = person.without(survey.text), person.without(survey.options)
            changed += Survey.objects.filter(pk=survey.pk).update(text=text, options=options)
    for version in Version.objects.filter(survey__workspace_id=workspace_id):
        if person.is_in(version.document, version.note):
            document, note = person.without(version.document), person.without(version.note)
            changed += Version.objects.filter(pk=version.pk).update(document=document, note=note)
    for way in Distribution.objects.filter(survey__workspace_id=workspace_id):
        if person.is_in(way.name, way.settings):
            name, settings = person.without(way.name), person.without(way.settings)
            changed += Distribution.objects.filter(pk=way.pk).update(name=name, settings=settings)
    sent = Delivery.objects.filter(participant__distribution__survey__workspace_id=workspace_id)
    for delivery in sent.exclude(error="").only("error").iterator():
        if person.is_in(delivery.error):
            changed += Delivery.objects.filter(pk=delivery.pk).update(error=person.without(delivery.error))
    return changed
