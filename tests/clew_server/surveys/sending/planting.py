"""Somebody who was invited by e-mail, with canaries in what is known of them, and a gateway."""

from __future__ import annotations

from django.utils import timezone

from clew_server.surveys.links import new_slug
from clew_server.surveys.models import Delivery, Distribution, Gateway, Participant, Survey


def plant(place):
    survey = Survey.objects.filter(workspace=place.workspace, published=1).order_by("-created_at").first()
    way = Distribution.objects.create(
        survey=survey, kind="email", name=place.canary("way out"), slug=new_slug(), state="running",
        settings={"subject": {"en": place.canary("subject")}},
    )  # fmt: skip
    one = Participant.objects.create(
        distribution=way, person=place.canary("person"), address=f"{place.canary('address')}@example.org",
        state="asked", asked_at=timezone.now(),
    )  # fmt: skip
    Delivery.objects.create(
        participant=one, state="unclear", begun_at=timezone.now(), error=place.canary("error of a delivery")
    )
    gateway = Gateway.objects.create(
        workspace=place.workspace, name=place.canary("gateway"), address="https://sms.example.org", by=place.owner,
        body='{"to": "{to}", "text": "{text}"}',
    )  # fmt: skip
    return {"way_id": way.id, "gateway_id": gateway.id}
