"""A public link with a canary for a name, and a site that may show surveys, for the walks over all routes."""

from __future__ import annotations

from clew_server.surveys.links import new_slug
from clew_server.surveys.look import ORIGINS
from clew_server.surveys.models import Distribution, Survey
from clew_server.surveys.models.ways import LINK, RUNNING


def plant(place):
    site = f"https://{place.canary('a site that may show surveys')}.example"
    place.handle.store.keep(*ORIGINS, {"origins": [site]})
    survey = Survey.objects.filter(workspace=place.workspace).first()
    way = Distribution.objects.create(
        survey=survey, kind=LINK, name=place.canary("name of a way out"), slug=new_slug(), state=RUNNING
    )
    return {"way_id": way.id}
