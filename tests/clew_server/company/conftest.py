"""Settings are changed in these tests: each has a workspace of its own, copied from the company's data."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from django.test import Client

from clew.store import open_workspace
from clew_server.accounts import services
from clew_server.accounts.models import User, Workspace
from clew_server.configuration import configuration
from clew_server.lakes.handles import opened


@pytest.fixture
def own(workspaces: dict[str, Workspace], people: dict[str, User]) -> Workspace:
    """A fresh, empty workspace with all the people of the company in it."""
    store = open_workspace(configuration().data, f"own {uuid.uuid4().hex[:8]}")
    workspace = services.adopt({uuid.UUID(store.id): store.name})[0]
    for role in ("owner", "analyst", "agent", "viewer"):
        services.join(people[role].email, role, [workspace])
    return workspace


@pytest.fixture
def store(own: Workspace):
    """The library's handle of it."""
    return opened(own.id).store


@pytest.fixture
def address(own: Workspace, page: Callable[..., str]) -> Callable[..., str]:
    """Give the address of a route in that workspace."""
    return lambda route, **arguments: page(route, own.id, **arguments)


class _Forms(HTMLParser):
    """The actions of a page's forms."""

    def __init__(self) -> None:
        super().__init__()
        self.actions: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "form" and "/undo/" in (dict(attrs).get("action") or ""):
            self.actions.append(dict(attrs)["action"] or "")


@pytest.fixture
def undo() -> Callable[..., object]:
    """Press the first undo of a page that a client was shown."""

    def press(client: Client, shown: object):
        forms = _Forms()
        forms.feed(shown.content.decode())  # type: ignore[attr-defined]
        return client.post(forms.actions[0], follow=True)

    return press
