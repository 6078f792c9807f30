"""A way out with somebody on its list, for the walks over all routes."""

from __future__ import annotations

from clew_server.surveys.links import new_slug
from clew_server.surveys.models import Distribution, Participant, Survey
from clew_server.surveys.persons import person_of


def plant(place):
    survey = Survey.objects.filter(workspace=place.workspace).first()
    if survey is None:
        survey = Survey.objects.create(workspace=place.workspace, name=place.canary("a survey that asks"), text="x")
    way = Distribution.objects.create(
        survey=survey, kind="email", name=place.canary("name of an e-mail"), slug=new_slug(), state="planned",
        settings={"text": {"en": place.canary("text of an e-mail")}, "reply_to": "care@example.org"},
    )  # fmt: skip
    customer = place.canary("customer on a list")
    Participant.objects.create(
        distribution=way, customer_id=customer, address=f"{place.canary('address on a list')}@example.org",
        person=person_of(place.workspace.id, customer),
    )  # fmt: skip
    return {"way_id": way.id}
