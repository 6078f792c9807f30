"""A tag on an answer and a shared saved filter, with canaries."""

from __future__ import annotations

from clew_server.insights.feedback.models import SavedFilter, Tag, Tagging


def plant(place):
    name = place.canary("tag")
    tag = Tag.objects.create(workspace=place.workspace, name=name, folded=name)
    Tagging.objects.create(workspace=place.workspace, tag=tag, feedback_id=place.canary("tagged"), by=place.owner)
    saved = SavedFilter.objects.create(
        workspace=place.workspace, owner=place.owner, name=place.canary("saved filter"), is_shared=True,
        query=f"q={place.canary('filter asks')}",
    )  # fmt: skip
    return {"tag_id": tag.id, "saved_id": saved.id}
