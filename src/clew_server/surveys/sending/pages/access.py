"""Which way out a page is about."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404
from django.urls import reverse

from clew_server.accounts.gate import MemberRequest
from clew_server.configuration import configuration
from clew_server.surveys.frame import access_survey
from clew_server.surveys.models import Distribution, Survey

__all__ = ["access_way", "told_address"]


def access_way(request: MemberRequest, survey_id: UUID, way_id: UUID, *kinds: str) -> tuple[Survey, Distribution]:
    """Return a survey of the request's workspace and its way out, of one of ``kinds``; Http404 where there is none."""
    survey = access_survey(request, survey_id)
    way = Distribution.objects.filter(survey=survey, id=way_id, kind__in=kinds).first()
    if way is None:
        raise Http404
    way.survey = survey
    return survey, way


def told_address(way: Distribution) -> str:
    """Return where another sender's program says what became of the messages of a way out."""
    return configuration().address + reverse("told:statuses", args=[way.id])
