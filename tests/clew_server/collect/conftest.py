"""A workspace that is only sent to, its keys, and the raw app asked as a server would ask it."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import async_to_sync

from clew.store import open_workspace
from clew.store.loading.blocks import decode_block
from clew_server.accounts import services
from clew_server.accounts.models import Workspace
from clew_server.collect import database, intake, jobs, keys
from clew_server.collect.app import collect
from clew_server.collect.pace import Pace
from clew_server.configuration import configuration
from clew_server.lakes.handles import close_all, known_workspaces, opened

Parts = list[bytes]


@dataclass
class Answered:
    status: int
    headers: dict[str, str]
    body: bytes
    document: dict[str, Any] = field(default_factory=dict)


async def answered(scope: dict[str, Any], parts: Parts) -> Answered:
    """What the raw app says to one request whose body comes in parts."""
    told: list[dict[str, Any]] = []
    left = list(parts)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": left.pop(0), "more_body": bool(left)}

    async def send(message: dict[str, Any]) -> None:
        told.append(message)

    await collect(scope, receive, send)
    headers = {name.decode(): value.decode() for name, value in told[0]["headers"]}
    body = told[1]["body"]
    return Answered(told[0]["status"], headers, body, json.loads(body) if body else {})


def scoped(
    path: str, token: str = "", method: str = "POST", address: str = "127.0.0.1", **headers: str
) -> dict[str, Any]:
    """The scope of a request; names of headers with underscores."""
    said = {name.replace("_", "-"): value for name, value in headers.items()}
    if token:
        said.setdefault("authorization", f"Bearer {token}")
    return {
        "type": "http", "method": method, "path": path, "query_string": b"", "client": (address, 1),
        "headers": [(name.encode(), value.encode()) for name, value in said.items()],
    }  # fmt: skip


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nobody is known yet; what was taken is durable and all segments are let go of when a test ends."""
    monkeypatch.setattr(keys, "_known", {})
    monkeypatch.setattr(keys, "_asking", {})
    monkeypatch.setattr(database, "_trouble", database._Trouble())
    monkeypatch.setattr(keys, "_strange", Pace(60, "requests", lambda: 0.0))
    yield
    intake.end_all(30)
    jobs.end_loading()


@pytest.fixture
def shop(db: None, fresh: None) -> Iterator[Workspace]:
    """A workspace that nothing was imported into; gone after the test."""
    close_all()
    store = open_workspace(configuration().data, f"shop-{uuid4().hex[:8]}")
    yield {workspace.name: workspace for workspace in services.adopt(known_workspaces())}[store.name]
    intake.end_all(30)
    close_all()
    shutil.rmtree(store.place.folder)


@pytest.fixture
def key_of(shop: Workspace) -> Callable[[str], str]:
    """Give a key of a scope."""
    made: dict[str, str] = {}

    def key(scope: str) -> str:
        if scope not in made:
            made[scope] = services.create_key(shop, scope, scope)
        return made[scope]

    return key


@pytest.fixture
def ask(shop: Workspace) -> Callable[..., Answered]:
    """Ask the raw app: path, body (bytes or what becomes JSON), key, headers."""

    def asked(path: str, body: Any = b"", token: str = "", **more: Any) -> Answered:
        whole = body if isinstance(body, bytes) else json.dumps(body).encode()
        return async_to_sync(answered)(scoped(path, token, **more), [whole])

    return asked


@pytest.fixture
def ask_at_once(shop: Workspace) -> Callable[..., list[Answered]]:
    """Ask the same for many at once."""

    async def all_of(path: str, bodies: list[Any], token: str) -> list[Answered]:
        return list(
            await asyncio.gather(*(answered(scoped(path, token), [json.dumps(body).encode()]) for body in bodies))
        )

    def asked(path: str, bodies: list[Any], token: str) -> list[Answered]:
        return async_to_sync(all_of)(path, bodies, token)

    return asked


@pytest.fixture
def messages(shop: Workspace) -> Callable[[], list[str]]:
    """Give all messages that are on the disk, as the journal has them."""

    def texts() -> list[str]:
        journal = opened(shop.id).store.place.journal
        blocks = [decode_block(record.body) for record in journal.read() if record.kind == "api" and record.body]
        return [text for block in blocks for text in block.rows.column("message").to_pylist()]

    return texts
