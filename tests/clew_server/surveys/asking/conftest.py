"""Whom to ask, for tests: ``asked(distribution, customer_id)`` plans somebody; programs of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections

from clew_server.surveys.models import Distribution, Participant, Survey
from clew_server.surveys.models.ways import EMAIL
from clew_server.surveys.persons import person_of

NOW = datetime(2026, 11, 3, 12, tzinfo=UTC)
ONE_PAGE = """
format: 1
id: {id}
title: How are we doing?
program: {program}
languages: [en, pl]
fields: [plan]
pages:
  - id: score
    questions:
      - {{id: nps, type: nps, text: {{en: Would you recommend us?, pl: Czy poleci nas Pani/Pan?}},
         low: {{en: no, pl: nie}}, high: {{en: yes, pl: tak}}}}
"""


@pytest.fixture
def survey(published: Callable[..., Survey]) -> Callable[..., Survey]:
    """Give an open survey of a program."""
    return lambda program, name="", **options: published(
        ONE_PAGE.format(id=name or program, program=program), **options
    )


@pytest.fixture
def planned() -> Callable[..., Participant]:
    """Give a participant of a distribution who is to be asked now."""

    def make(distribution: Distribution, customer_id: str = "", address: str = "", **more: Any) -> Participant:
        person = person_of(distribution.survey.workspace_id, customer_id, address)
        return Participant.objects.create(
            distribution=distribution, person=person, customer_id=customer_id, address=address,
            **{"due_at": NOW, **more},
        )  # fmt: skip

    return make


@pytest.fixture
def wave(survey: Callable[..., Survey], way: Callable[..., Distribution]) -> Callable[..., Distribution]:
    """Give a running way out by e-mail of a new survey of a program."""
    return lambda program, name="", **settings: way(survey(program, name), EMAIL, **settings)


@contextmanager
def shared_database(folder: Path) -> Iterator[None]:
    """Have the threads that begin within use one database with all that was written, as processes do.

    SQLite's in memory has no locks that wait; there they get a copy in a file. PostgreSQL is used as it is.
    """
    if connection.vendor != "sqlite":
        yield
        return
    file = folder / "shared.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM INTO '{file}'")
    before = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = str(file)
    try:
        yield
    finally:
        connection.settings_dict["NAME"] = before


def in_threads(count: int, work: Callable[[int], Any]) -> list[Any]:
    """Return what ``work`` gives in so many threads that begin at once, by their numbers."""
    gate = Barrier(count)

    def one(number: int) -> Any:
        gate.wait(30)
        try:
            return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(one, range(count)))
