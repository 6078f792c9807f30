"""Responses as answering saves them: whole random ones, and single ones with what a test needs."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from clew.surveys.running import Answer, route
from clew_server.surveys.keeping import asked_in
from clew_server.surveys.models import Distribution, Response, Survey
from clew_server.surveys.results import remembered

from ....clew.surveys.results.random_responses import answers_of  # noqa: TID252 - the library's random answers

START = datetime(2026, 3, 2, 8, tzinfo=UTC)


def plain(answers: dict[str, Answer]) -> dict[str, Any]:
    """Answers as they are kept."""
    return msgspec.to_builtins(answers)


@pytest.fixture(autouse=True)
def _always_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compute at each look, also where computing takes long because the machine is busy."""
    monkeypatch.setattr(remembered, "PATIENCE", 0.0)


@pytest.fixture
def answered() -> Callable[..., Response]:
    """Save one response: ``answers`` by id of the question; finished where nothing more is to be asked."""

    def save(survey: Survey, answers: dict[str, Answer], **more: Any) -> Response:
        version = survey.versions.get(number=more.pop("version", survey.published))
        at = more.pop("at", START)
        is_over = route(asked_in(version), answers).is_finished
        finished = at + timedelta(minutes=2) if is_over else None
        if survey.is_anonymous:
            at, finished = (each and each.replace(minute=0, second=0) for each in (at, finished))
        given = {
            "language": "en", "state": "finished" if is_over else "started", "began_at": at,
            "changed_at": finished or at, "finished_at": finished, "revision": 1, **more,
        }  # fmt: skip
        return Response.objects.create(survey=survey, version=version.number, answers=plain(answers), **given)

    return save


@pytest.fixture
def many(answered: Callable[..., Response]) -> Callable[..., list[Response]]:
    """Save so many random responses, one a quarter of an hour."""

    def save(survey: Survey, count: int, seed: int = 1, way: Distribution | None = None, **more: Any) -> list[Response]:
        rng = random.Random(seed)  # noqa: S311 - no secret
        asked = asked_in(survey.versions.get(number=survey.published))
        found = []
        for at in range(count):
            answers, seconds = answers_of(asked, rng, stop=more.get("stop", 0.08))
            rest = {name: value for name, value in more.items() if name != "stop"}
            given = {"language": rng.choice(list(asked.languages)), "seconds": seconds, **rest}
            at_ = given.pop("start", START) + timedelta(minutes=15 * at)
            found.append(answered(survey, answers, at=at_, distribution=way, **given))
        return found

    return save
