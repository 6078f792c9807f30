"""Whom to ask, for tests: ``asked(distribution, customer_id)`` plans somebody; programs of their own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from django.db import connection, connections

from clew.store import open_workspace
from clew.store.delivery import Deliveries
from clew_server.accounts import services
from clew_server.accounts.models import Workspace
from clew_server.configuration import configuration
from clew_server.lakes.handles import close_all, known_workspaces, opened
from clew_server.surveys.keeping import create, publish
from clew_server.surveys.links import new_slug
from clew_server.surveys.models import Distribution, Participant, Survey
from clew_server.surveys.models.ways import EMAIL, PLANNED
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


@pytest.fixture
def shop(db: None) -> Iterator[Workspace]:
    """A workspace that nothing came for; gone after the test."""
    close_all()
    store = open_workspace(configuration().data, f"shop-{uuid4().hex[:8]}")
    yield {workspace.name: workspace for workspace in services.adopt(known_workspaces())}[store.name]
    close_all()
    shutil.rmtree(store.place.folder)


@pytest.fixture
def tell(shop: Workspace) -> Callable[..., None]:
    """Have messages of the tracking API come to the shop, and loaded: ``tell("track", {...}, ...)``."""

    def told(shape: str, *messages: dict[str, Any], received: datetime = NOW) -> None:
        store = opened(shop.id).store
        deliveries = Deliveries.of(store, lambda: received)
        for message in messages:
            said = {"timestamp": received.isoformat(), "messageId": uuid4().hex, **message}
            deliveries.append(shape, "test", msgspec.json.encode(said))
        deliveries.commit()
        deliveries.close()
        store.catch_up()

    return told


@pytest.fixture
def wave_of(shop: Workspace) -> Callable[..., Distribution]:
    """Give a way out of a new survey of the shop, planned unless another state is said."""

    def make(
        program: str = "relationship", kind: str = EMAIL, name: str = "", state: str = PLANNED, **settings: Any
    ) -> Distribution:
        found = create(shop, None, ONE_PAGE.format(id=name or program, program=program))
        publish(found, None)
        return Distribution.objects.create(
            survey=found, kind=kind, name=kind, slug=new_slug(), state=state, settings=settings
        )

    return make


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
