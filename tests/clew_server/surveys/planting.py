"""A published survey with canaries in every text of it, for the walks over all routes."""

from __future__ import annotations

import uuid

from clew.surveys import check_survey, survey_document
from clew_server.surveys.models import Survey, Version

TEXT = """
format: 1
id: planted
title: {title}
program: transactional
pages:
  - id: first
    questions:
      - {{id: score, type: nps, text: {text}, low: {low}, high: high}}
"""


def plant(place):
    text = TEXT.format(title=place.canary("survey"), text=place.canary("question"), low=place.canary("low end"))
    survey = Survey.objects.create(
        workspace=place.workspace, name=place.canary("id of a survey"), text=text, published=1, state="open",
        by=place.owner,
    )  # fmt: skip
    Version.objects.create(
        survey=survey, number=1, document=survey_document(check_survey(text).usable()), digest=uuid.uuid4().hex,
        note=place.canary("note of a version"), by=place.owner,
    )  # fmt: skip
    return {"survey_id": survey.id, "number": 1}
