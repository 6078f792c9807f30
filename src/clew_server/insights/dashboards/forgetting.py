"""Cards that ask about an erased person go; in what people wrote on dashboards the name is blanked."""

from __future__ import annotations

from uuid import UUID

from clew_server.erasure.person import Person
from clew_server.erasure.registry import forgets
from clew_server.insights.dashboards.models import Card, Dashboard, Sent

__all__ = ["forget"]


@forgets("dashboards")
def forget(workspace_id: UUID, person: Person) -> int:
    """Return how many cards were removed and how many texts were blanked, deleted ones too."""
    changed = 0
    for card in Card.objects.filter(dashboard__workspace_id=workspace_id):
        if person.is_in(card.query):
            changed += card.delete()[0]
        elif person.is_in(card.title, card.text):
            title, text = person.without(card.title), person.without(card.text)
            changed += Card.objects.filter(pk=card.pk).update(title=title, text=text)
    for dashboard in Dashboard.objects.filter(workspace_id=workspace_id):
        if person.is_in(dashboard.name):
            changed += Dashboard.objects.filter(pk=dashboard.pk).update(name=person.without(dashboard.name))
    for sent in Sent.objects.filter(recipient__mailing__dashboard__workspace_id=workspace_id).exclude(error=""):
        if person.is_in(sent.error):
            changed += Sent.objects.filter(pk=sent.pk).update(error=person.without(sent.error))
    return changed
