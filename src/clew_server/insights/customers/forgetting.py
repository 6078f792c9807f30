"""Open errands about an erased person are blanked, and files that were prepared for anybody are gone."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from clew_server.erasure.person import Person
from clew_server.erasure.registry import forgets
from clew_server.insights.customers.models import Errand
from clew_server.insights.prepared import drop_all

__all__ = ["forget"]


@forgets("customers")
def forget(workspace_id: UUID, person: Person) -> int:
    """Return how many errands were blanked."""
    drop_all(workspace_id)
    names = {name.casefold() for name in person.names}
    open_ones = Errand.objects.filter(workspace_id=workspace_id).exclude(customer="")
    theirs = [errand.pk for errand in open_ones if errand.customer.strip().casefold() in names]
    return Errand.objects.filter(pk__in=theirs).update(customer="", done_at=timezone.now())
