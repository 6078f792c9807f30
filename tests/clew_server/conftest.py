"""People and workspaces for tests of the product: two workspaces, an owner, an analyst, an agent, a viewer, a stranger.

``company`` holds what a small simulated company exported; ``rival`` is another tenant, with canaries in every corner.
The tests speak HTTP: ``as_owner.get(address)``; addresses come from ``page("pulse:pulse")``.
"""

from __future__ import annotations

import contextlib
import io
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from clew.cli.demonstration.demo import fill
from clew.store import open_workspace
from clew_server.accounts import services
from clew_server.accounts.models import User, Workspace
from clew_server.configuration import configuration
from clew_server.lakes.handles import close_all, known_workspaces

CUSTOMERS = 400
ROLES = ("owner", "analyst", "agent", "viewer")


@pytest.fixture(scope="session")
def company_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the exports of a small simulated company, made once a run; copy it, do not change it."""
    folder = tmp_path_factory.mktemp("company")
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        fill(folder, seed=7, customers=CUSTOMERS)
    return folder / "clew-data"


@pytest.fixture(scope="session")
def data(company_data: Path) -> Path:
    """The data folder that the settings name: the company as workspace "main", and the rival's "rival"."""
    folder = configuration().data
    shutil.copytree(company_data, folder, dirs_exist_ok=True)
    open_workspace(folder, "rival")
    return folder


@pytest.fixture
def workspaces(data: Path, db: None) -> dict[str, Workspace]:
    """Both workspaces, known to the pages, by name."""
    close_all()
    return {workspace.name: workspace for workspace in services.adopt(known_workspaces(data))}


@pytest.fixture
def company(workspaces: dict[str, Workspace]) -> Workspace:
    """The workspace with the company's data."""
    return workspaces["main"]


@pytest.fixture
def rival(workspaces: dict[str, Workspace]) -> Workspace:
    """Another tenant's workspace, empty unless a test fills it."""
    return workspaces["rival"]


@pytest.fixture
def people(company: Workspace, rival: Workspace) -> dict[str, User]:
    """One person a role in the company, and a stranger who owns the rival's workspace."""
    found = {role: services.join(f"{role}@example.org", role, [company]) for role in ROLES}
    return {**found, "stranger": services.join("stranger@example.net", "owner", [rival])}


@pytest.fixture
def client_of(people: dict[str, User]) -> Callable[[str], Client]:
    """Give a client that is logged in as the person of a role."""

    def logged_in(role: str) -> Client:
        client = Client()
        client.force_login(people[role])
        return client

    return logged_in


@pytest.fixture
def as_owner(client_of: Callable[[str], Client]) -> Client:
    return client_of("owner")


@pytest.fixture
def as_analyst(client_of: Callable[[str], Client]) -> Client:
    return client_of("analyst")


@pytest.fixture
def as_viewer(client_of: Callable[[str], Client]) -> Client:
    return client_of("viewer")


@pytest.fixture
def as_stranger(client_of: Callable[[str], Client]) -> Client:
    return client_of("stranger")


@pytest.fixture
def page(company: Workspace) -> Callable[..., str]:
    """Give the address of a route in the company's workspace."""

    def address(route: str, workspace_id: UUID | None = None, **arguments: object) -> str:
        return reverse(route, kwargs={"workspace_id": workspace_id or company.id, **arguments})

    return address


@pytest.fixture
def apart(db: None, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Call something in a thread with a connection of its own; SQLite's is to a file, for it closes no other."""
    with ThreadPoolExecutor(1) as thread:
        is_lite = connection.vendor == "sqlite"
        if is_lite:
            thread.submit(_use, tmp_path / "own.sqlite3").result()
        yield lambda work, *given: thread.submit(work, *given).result()
        thread.submit(lambda: connection.close()).result()  # noqa: PLW0108 - the connection of that thread


def _use(path: Path) -> None:
    connection.settings_dict = {**connection.settings_dict, "NAME": str(path)}
