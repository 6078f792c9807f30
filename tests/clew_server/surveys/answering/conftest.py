"""Answer pages asked as a server would ask them: ``visit`` them, ``send`` their forms; what is then in the tables."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
from asgiref.sync import async_to_sync, sync_to_async

from clew.engines.view_sql import view_sql
from clew.store.snapshot import Snapshot
from clew_server.accounts.models import Workspace
from clew_server.asgi import application
from clew_server.collect import intake, jobs
from clew_server.collect.pace import Pace
from clew_server.lakes.handles import opened
from clew_server.surveys.answering import app
from clew_server.surveys.answering.sealing import opened_id
from clew_server.surveys.answering.storing import backlog, known, shelf, thread
from clew_server.surveys.models import Distribution, Participant
from clew_server.surveys.models.ways import EMAIL
from clew_server.surveys.persons import person_of

FORM = "application/x-www-form-urlencoded"


@dataclass
class Page:
    """What a request was answered with."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def leads_to(self) -> str:
        assert self.status == 303, (self.status, self.text)
        return self.headers["location"]

    def field(self, name: str) -> str:
        """The value of a hidden field."""
        for tag in re.findall(r"<input[^>]*>", self.text):
            if re.search(rf"""name=["']?{re.escape(name)}["'\s>]""", tag):
                found = re.search(r"""value=(?:"([^"]*)"|'([^']*)')""", tag)
                return unescape(next(filter(None, found.groups()), "")) if found else ""
        return ""

    @property
    def response_id(self) -> UUID:
        """The id of the response that the form begins."""
        found = opened_id(self.field("seed"))
        assert found is not None, self.text
        return found

    @property
    def action(self) -> str:
        found = re.search(r"""<form[^>]*action=(?:"([^"]*)"|'([^']*)')""", self.text)
        return unescape(next(filter(None, found.groups())))


async def answered(scope: dict[str, Any], body: bytes) -> Page:
    told: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        told.append(message)

    await application(scope, receive, send)
    names = {name.decode(): value.decode() for name, value in told[0]["headers"]}
    return Page(told[0]["status"], names, told[1]["body"])


def scoped(method: str, address: str, came_from: str = "127.0.0.1", **headers: str) -> dict[str, Any]:
    path, _, query = address.partition("?")
    said = {name.replace("_", "-"): value for name, value in headers.items()}
    return {
        "type": "http", "method": method, "path": path, "query_string": query.encode(), "client": (came_from, 1),
        "headers": [(name.encode(), value.encode()) for name, value in said.items()],
    }  # fmt: skip


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing is known yet, pages ask the test's own database; what was taken is durable when a test ends."""

    async def here(work: Callable[..., Any], *given: Any) -> Any:
        return await sync_to_async(work)(*given)

    monkeypatch.setattr(thread, "in_thread", here)
    monkeypatch.setattr(known, "TRUST", 0.0)
    monkeypatch.setattr(app, "_pace", lambda: Pace(10**9, "answer pages"))
    monkeypatch.setattr(backlog, "watch", lambda: None)
    known.forget_all()
    shelf.forget_all()
    backlog._held.clear()
    yield
    intake.end_all(30)
    jobs.end_loading()
    known.forget_all()


@pytest.fixture
def visit() -> Callable[..., Page]:
    """Ask for a page; ``method`` and headers (names with underscores) may be said."""

    def asked(address: str, method: str = "GET", body: bytes = b"", **more: Any) -> Page:
        return async_to_sync(answered)(scoped(method, address, **more), body)

    return asked


@pytest.fixture
def send(visit: Callable[..., Page]) -> Callable[..., Page]:
    """Send a form to an address, its fields by name (with dots)."""

    def posted(address: str, fields: dict[str, Any], **more: Any) -> Page:
        body = urlencode(fields, doseq=True).encode()
        return visit(address, "POST", body, content_type=FORM, **more)

    return posted


@pytest.fixture
def send_at_once() -> Callable[..., list[Page]]:
    """Send many forms at the same time: pairs of address and fields."""

    async def all_of(forms: list[tuple[str, dict[str, Any]]]) -> list[Page]:
        return list(
            await asyncio.gather(
                *(
                    answered(scoped("POST", address, content_type=FORM), urlencode(fields, doseq=True).encode())
                    for address, fields in forms
                )
            )
        )

    return async_to_sync(all_of)


@pytest.fixture
def ask() -> Callable[..., Participant]:
    """Give somebody whom a distribution has asked."""

    def made(way: Distribution, number: int = 1, **more: Any) -> Participant:
        address = more.pop("address", f"p{number}@example.org")
        customer_id = more.pop("customer_id", f"K{number}")
        return Participant.objects.create(
            distribution=way, person=person_of(way.survey.workspace_id, customer_id, address), address=address,
            customer_id=customer_id, **{"state": "asked", **more},
        )  # fmt: skip

    return made


@pytest.fixture
def mail(way: Callable[..., Distribution]) -> Callable[..., Distribution]:
    """Give a running distribution by e-mail."""
    return lambda survey, **settings: way(survey, EMAIL, **settings)


@pytest.fixture
def rows(company: Workspace) -> Callable[[str], list[dict[str, Any]]]:
    """Give what the table feedback says of a response, by question, once all is loaded."""

    def there(response_id: object) -> dict[str, dict[str, Any]]:
        intake.end_all(30)
        store = opened(company.id).store
        snapshot = Snapshot(store.place, store.catch_up().manifest)
        with store.place.bench() as (bench, _):
            found = bench.run(
                f"SELECT * FROM ({view_sql(snapshot.views['feedback'])}) WHERE feedback_id LIKE '{response_id}|%'"
            ).to_pylist()
        assert len({row["feedback_id"] for row in found}) == len(found), "a row is there twice"
        return {row["question"]: row for row in found}

    return there
