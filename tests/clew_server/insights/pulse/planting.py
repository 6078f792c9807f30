"""What Pulse told and what people said of a finding, with canaries."""

from __future__ import annotations

from django.utils import timezone

from clew_server.insights.pulse.models import Told


def plant(place):
    finding_id = place.workspace.id.hex[:16]
    Told.objects.create(
        workspace=place.workspace, kind="finding", key=finding_id, first_at=timezone.now(),
        titles={"en": place.canary("finding")},
    )  # fmt: skip
    said = {"owner": place.canary("finding's owner"), "note": place.canary("finding's note"), "title": "x"}
    place.handle.store.keep("finding", finding_id, said)
    return {"finding_id": finding_id}
