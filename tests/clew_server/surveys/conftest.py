"""Surveys for tests: ``published(text)`` gives one that can be answered, ``way(survey)`` a distribution of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from clew_server.accounts.models import User, Workspace
from clew_server.collect import intake, jobs
from clew_server.lakes.handles import close_all
from clew_server.surveys.keeping import create, publish
from clew_server.surveys.links import new_slug
from clew_server.surveys.models import Distribution, Survey
from clew_server.surveys.models.ways import LINK, RUNNING

TWO_PAGES = """
format: 1
id: delivery
title: {en: Your delivery, pl: Dostawa, ro: Livrarea, ru: Доставка}
program: transactional
languages: [en, pl, ro, ru]
pages:
  - id: score
    questions:
      - id: satisfied
        type: csat
        text:
          {en: Are you satisfied?, pl: Jak ocenia Pani/Pan dostawę?, ro: Cât de mulțumit sunteți?, ru: Довольны ли вы?}
        low: {en: very dissatisfied, pl: bardzo źle, ro: foarte slab, ru: совсем нет}
        high: {en: very satisfied, pl: bardzo dobrze, ro: foarte bine, ru: очень}
        required: true
        touchpoint: delivery
    jumps:
      - {to: last, when: satisfied >= 4}
  - id: why
    questions:
      - id: reasons
        type: multiple
        text: {en: What went wrong?, pl: Co poszło nie tak?, ro: Ce nu a mers?, ru: Что пошло не так?}
        options:
          - {id: late, text: {en: It came late, pl: Przyszła za późno, ro: A întârziat, ru: Опоздала}}
          - {id: damaged, text: {en: It was damaged, pl: Była uszkodzona, ro: Era deteriorată, ru: Повреждена}}
        other: true
  - id: last
    questions:
      - id: words
        type: long_text
        text: {en: What else should we know?, pl: Co jeszcze?, ro: Ce altceva?, ru: Что ещё?}
thanks: {en: Thank you., pl: Dziękujemy., ro: Vă mulțumim., ru: Спасибо.}
"""


@pytest.fixture(scope="module", autouse=True)
def as_it_was(company_data: Path, data: Path) -> Iterator[None]:
    """Put the company's workspace back as it was: answers that tests sent into it would change other rooms' figures."""
    yield
    intake.end_all(30)
    jobs.end_loading()
    close_all()
    for folder in (path for path in company_data.iterdir() if (path / "NAME").exists()):
        shutil.rmtree(data / folder.name)
        shutil.copytree(folder, data / folder.name)
        shutil.rmtree(data / "cache" / folder.name, ignore_errors=True)


@pytest.fixture
def published(company: Workspace, people: dict[str, User]) -> Callable[..., Survey]:
    """Give a survey that is open for answers; ``is_anonymous`` and ``options`` as the survey has them."""

    def make(text: str = TWO_PAGES, *, is_anonymous: bool = False, **options: Any) -> Survey:
        survey = create(company, people["owner"], text, is_anonymous=is_anonymous)
        Survey.objects.filter(pk=survey.pk).update(options=options)
        survey.refresh_from_db()
        publish(survey, people["owner"])
        return survey

    return make


@pytest.fixture
def way() -> Callable[..., Distribution]:
    """Give a running way out of a survey: a public link where no other kind is named."""

    def make(survey: Survey, kind: str = LINK, **settings: Any) -> Distribution:
        return Distribution.objects.create(
            survey=survey, kind=kind, name=kind, slug=new_slug(), state=RUNNING, settings=settings
        )

    return make
