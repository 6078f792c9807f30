"""Every route under ``/s/``, typed: method, path, what answers; the first that fits is taken."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from clew_server.collect.replies import Reply
from clew_server.surveys.answering.asked import Asked
from clew_server.surveys.answering.beginning import open_link, post_link
from clew_server.surveys.answering.going_on import open_done, open_page, open_response, post_page
from clew_server.surveys.answering.leaving import open_out, post_out
from clew_server.surveys.showing.fetching import note_shown, open_config, open_script

__all__ = ["ANY_BODY", "FORM", "NO_BODY", "ROUTES", "Route", "find_route"]

Answer = Callable[[Asked], Awaitable[Reply]]
#: What is done with a body: nothing is read; it is read as a form of ours; it is read and not looked at.
NO_BODY, FORM, ANY_BODY = "none", "form", "any"


@dataclass(frozen=True)
class Route:
    """One route; ``{name}`` in its path stands for one part of an address. A GET answers HEAD as well.

    ``is_paced``: who asks too often from one address is sent away.
    """

    method: str
    path: str
    answer: Answer
    body: str = NO_BODY
    is_paced: bool = True

    def names(self, parts: list[str]) -> dict[str, str] | None:
        """Return the named parts of an address, None where it is not of this route."""
        own = self.path.split("/")
        if len(own) != len(parts):
            return None
        named = {mine[1:-1]: part for mine, part in zip(own, parts, strict=True) if mine.startswith("{")}
        same = all(mine == part for mine, part in zip(own, parts, strict=True) if not mine.startswith("{"))
        return named if same and all(named.values()) else None


ROUTES: tuple[Route, ...] = (
    Route("GET", "/s/out/{token}", open_out),
    Route("POST", "/s/out/{token}", post_out, ANY_BODY, is_paced=False),
    Route("GET", "/s/r/{response}", open_response),
    Route("GET", "/s/r/{response}/done", open_done),
    Route("GET", "/s/r/{response}/{page}", open_page),
    Route("POST", "/s/r/{response}/{page}", post_page, FORM),
    Route("GET", "/s/widget.js", open_script, is_paced=False),
    Route("GET", "/s/w/{file}", open_config),
    Route("POST", "/s/w/{file}", note_shown),
    Route("GET", "/s/{link}", open_link),
    Route("POST", "/s/{link}", post_link, FORM),
)


def find_route(method: str, path: str) -> tuple[Route | None, dict[str, str], tuple[str, ...]]:
    """Return the route of a request with the parts it names, and the methods of all routes of its path.

    >>> route, names, methods = find_route("HEAD", "/s/abc")
    >>> route.method, names, methods
    ('GET', {'link': 'abc'}, ('GET', 'POST'))
    """
    parts = path.split("/")
    there = [(route, names) for route in ROUTES if (names := route.names(parts)) is not None]
    there = [(route, names) for route, names in there if route.path == there[0][0].path]
    wanted = "GET" if method == "HEAD" else method
    route, names = next(((route, names) for route, names in there if route.method == wanted), (None, {}))
    return route, names, tuple(route.method for route, _ in there)
