"""Every route of the raw app, typed: method, path, scope, and what answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import msgspec

import clew
from clew_server.accounts.selectors import KnownKey

__all__ = ["ANY", "ROUTES", "Reply", "Route"]

#: The scope of a route that every valid key opens.
ANY = "any"


@dataclass(frozen=True)
class Reply:
    """A status and a JSON document."""

    status: int
    document: dict[str, Any]

    def body(self) -> bytes:
        """Return the document as bytes."""
        return msgspec.json.encode(self.document)


@dataclass(frozen=True)
class Route:
    """One route; ``scope`` None needs no key and gives nothing of any workspace, ANY takes every valid key."""

    method: str
    path: str
    scope: str | None
    answer: Callable[[KnownKey | None, bytes], Awaitable[Reply]]


async def _version(_key: KnownKey | None, _body: bytes) -> Reply:
    return Reply(200, {"name": "clew", "version": clew.__version__})


async def _key(key: KnownKey | None, _body: bytes) -> Reply:
    """Tell a program what its key opens: the quickest way to find out whether it is the right one."""
    assert key is not None, "the route has a scope"  # noqa: S101 - the app's promise
    return Reply(200, {"workspace": str(key.workspace_id), "scope": key.scope})


ROUTES: tuple[Route, ...] = (
    Route("GET", "/v1/version", None, _version),
    Route("GET", "/v1/key", ANY, _key),
)
