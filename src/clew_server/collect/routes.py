"""Every route of the raw app, typed: method, path, scope, and what answers or what is taken."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import msgspec

import clew
from clew_server.accounts.selectors import KnownKey
from clew_server.collect.openapi import openapi
from clew_server.collect.replies import Headers, Reply

__all__ = ["ANY", "LARGEST", "LARGEST_FROM_SERVERS", "LARGEST_MESSAGE", "ROUTES", "Route"]

#: The scope of a route that every valid key opens.
ANY = "any"
KILO = 1024
#: Bytes of a body, unpacked: from anybody; from a server that sends many messages at once; of a single message.
LARGEST = 500 * KILO
LARGEST_FROM_SERVERS = 4 * KILO * KILO
LARGEST_MESSAGE = 32 * KILO

_SNIPPET = (Path(__file__).parent / "snippet.js").read_bytes()

_FOR_ANY_PAGE: Headers = ((b"access-control-allow-origin", b"*"), (b"cross-origin-resource-policy", b"cross-origin"))

Answer = Callable[[KnownKey | None], Awaitable[Reply]]


@dataclass(frozen=True)
class Route:
    """One route; ``scope`` None needs no key and gives nothing of any workspace, ANY takes every valid key.

    A route either answers something (``answers`` is its name in the OpenAPI document, or its kind of file) or takes
    messages of a ``shape``; ``about`` says in a few words what. ``is_for_browsers``: pages of other origins may send
    here.
    """

    method: str
    path: str
    scope: str | None
    about: str
    answer: Answer | None = None
    shape: str = ""
    answers: str = "Acknowledged"
    is_for_browsers: bool = False
    is_single: bool = False

    def opens_to(self, scope: str) -> bool:
        """Return whether a key of ``scope`` opens it: a server's key opens what a browser's does."""
        return self.scope in {None, ANY, scope} or (self.scope == "collect" and scope == "server")

    def largest(self, scope: str | None) -> int:
        """Return how many bytes a body may have with a key of ``scope``; None: the key is in the body."""
        if self.is_single:
            return LARGEST_MESSAGE
        return LARGEST_FROM_SERVERS if scope == "server" else LARGEST


async def _version(_key: KnownKey | None) -> Reply:
    return Reply(200, {"name": "clew", "version": clew.__version__})


async def _key(key: KnownKey | None) -> Reply:
    """Tell a program what its key opens: the quickest way to find out whether it is the right one."""
    assert key is not None, "the route has a scope"  # noqa: S101 - the app's promise
    return Reply(200, {"workspace": str(key.workspace_id), "scope": key.scope})


async def _snippet(_key: KnownKey | None) -> Reply:
    """Give pages of any origin the script that tells what is done on them."""
    return Reply(200, None, _FOR_ANY_PAGE, _SNIPPET, b"text/javascript; charset=utf-8", b"public, max-age=3600")


async def _openapi(_key: KnownKey | None) -> Reply:
    """Describe all routes for programs, so that they can be tried and clients be made."""
    return Reply(200, None, _FOR_ANY_PAGE, _described())


@cache
def _described() -> bytes:
    """Make the document once: anybody may ask for it, as often as they like."""
    return msgspec.json.encode(openapi(ROUTES))


def _post(path: str, scope: str, about: str, shape: str, *, is_for_browsers: bool = False) -> Route:
    return Route("POST", path, scope, about, None, shape, is_for_browsers=is_for_browsers)


def _single(shape: str, about: str) -> tuple[Route, ...]:
    """One message a request; the short path is the one of the protocol's scripts for pages."""
    paths = (f"/v1/{shape}", f"/v1/{shape[0]}")
    return tuple(replace(_post(path, "collect", about, shape, is_for_browsers=True), is_single=True) for path in paths)


_MANY = "Several messages at once, each with its type"

ROUTES: tuple[Route, ...] = (
    Route("GET", "/v1/version", None, "Which program answers", _version, answers="Version"),
    Route("GET", "/v1/key", ANY, "What the key opens", _key, answers="Key"),
    Route("GET", "/v1/openapi.json", None, "This document", _openapi, answers="Openapi"),
    Route("GET", "/v1/clew.js", None, "The script for pages", _snippet, answers="text/javascript"),
    *_single("identify", "What is known of a customer"),
    *_single("track", "Something happened"),
    *_single("page", "A page was seen"),
    *_single("screen", "A screen of an app was seen"),
    *_single("group", "What is known of an account"),
    *_single("alias", "Two ids are one customer"),
    _post("/v1/batch", "collect", _MANY, "batch", is_for_browsers=True),
    _post("/v1/b", "collect", _MANY, "batch", is_for_browsers=True),
    _post("/v1/import", "collect", _MANY, "batch"),
    _post("/v1/feedback", "collect", "Answers and opinions", "feedback", is_for_browsers=True),
    _post("/v1/tickets", "server", "Requests for service", "tickets"),
    _post("/v1/calls", "server", "Calls and chats", "calls"),
    _post("/v1/promises", "server", "What was promised, and whether it was kept", "promises"),
    _post("/v1/webhooks/zendesk", "server", "What Zendesk's webhooks send", "zendesk"),
)
