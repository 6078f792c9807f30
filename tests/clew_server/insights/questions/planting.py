"""A saved question with a canary in its name and in every text of its query."""

from __future__ import annotations

from clew_server.insights.questions.models import SavedQuestion


def plant(place):
    question = SavedQuestion.objects.create(
        workspace=place.workspace, owner=place.owner, name=place.canary("question's name"), is_shared=True,
        query={"metric": "csat", "where": [f"channel={place.canary('question filter')}"], "period": "all"},
    )  # fmt: skip
    return {"question_id": question.id, "form": "csv"}
