"""The OpenAPI document of ``/v1/*``: made from the routes, so that it says what there is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import clew
from clew_server.collect.openapi.answers import ANSWERS, refusals, responses
from clew_server.collect.openapi.sent import SENT, schema_of

if TYPE_CHECKING:
    from clew_server.collect.routes import Route

__all__ = ["openapi"]

Document = dict[str, Any]

_ABOUT = (
    "Programs send what customers live through. A 200 means that it is on the disk. What fits the schemas makes sense; "
    "more is taken than fits: what can be read but makes no sense is set aside with its reason, and counted as "
    "quarantined. Bodies may be packed (Content-Encoding: gzip or deflate); their Content-Type is not looked at."
)
_KEYS: Document = {
    "basic": {"type": "http", "scheme": "basic", "description": "the key as the name, no password"},
    "bearer": {"type": "http", "scheme": "bearer"},
}


def openapi(routes: Iterable[Route]) -> Document:
    """Return the OpenAPI 3.1 document of ``routes``.

    >>> from clew_server.collect.routes import ROUTES
    >>> openapi(ROUTES)["paths"]["/v1/track"]["post"]["operationId"]
    'post_track'
    """
    paths: Document = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Clew's tracking API", "version": clew.__version__, "description": _ABOUT},
        "paths": paths,
        "components": {"schemas": {**SENT, **ANSWERS}, "responses": refusals(), "securitySchemes": _KEYS},
    }


def _operation(route: Route) -> Document:
    name = route.path.removeprefix("/v1/").replace("/", "_").replace(".", "_")
    found: Document = {
        "operationId": f"{route.method.lower()}_{name}",
        "summary": route.about,
        "security": [{scheme: []} for scheme in _KEYS] if route.scope is not None else [],
        "responses": responses(route.answers, takes=bool(route.shape), is_open=route.scope is None),
    }
    if route.shape:
        found["description"] = f"For keys with the scope {route.scope}."
        content = {"application/json": {"schema": schema_of(route.shape)}}
        found["requestBody"] = {"required": True, "content": content}
    return found
