"""Words of anonymous surveys are held back wherever verbatims are read, until enough people wrote some."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from uuid import UUID

from clew_server.insights.feedback.holding import holds_back
from clew_server.surveys.models import Response, Survey
from clew_server.surveys.results.guarding import WORDS_FROM
from clew_server.surveys.results.reading import counts_of

__all__ = ["held_back"]


@holds_back("surveys")
def held_back(workspace_id: UUID) -> Iterator[str]:
    """Yield the names of anonymous surveys of which too few finished responses have words; also of deleted ones."""
    for survey in Survey.objects.filter(workspace_id=workspace_id, is_anonymous=True):
        if not _has_enough(survey.id, counts_of(survey).stamp):
            yield survey.name


@lru_cache(maxsize=1024)
def _has_enough(survey_id: UUID, _stamp: str) -> bool:
    """Return whether enough finished responses have words; it is read again when anybody answers."""
    finished = Response.objects.filter(survey_id=survey_id, state="finished").values_list("answers", flat=True)
    wrote = (True for answers in finished.iterator(chunk_size=500) if _has_words(answers))
    return len(list(islice(wrote, WORDS_FROM))) == WORDS_FROM


def _has_words(answers: dict[str, dict[str, object]]) -> bool:
    return any(answer.get("words") for answer in answers.values())
