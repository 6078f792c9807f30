"""What pages of other origins fetch: the script of the widget, when one widget is to be shown; and that it was."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar, cast

from clew_server.collect.replies import Headers, Reply
from clew_server.surveys.answering.asked import Asked
from clew_server.surveys.answering.storing.thread import in_thread
from clew_server.surveys.showing.counting import count_shown
from clew_server.surveys.showing.serving import countable, widget_config

__all__ = ["SCRIPT", "TRUST", "note_shown", "open_config", "open_script"]

#: The script, as it is sent: /s/widget.js.
SCRIPT = (Path(__file__).parent / "widget.js").read_bytes()
#: Seconds for which an answer of the database is taken for true, and a browser need not ask again.
TRUST, KEPT = 5.0, 60
MOST = 10_000
_NONE = b'{"on":false,"error":"there is no such widget"}'
_FOR_ANY_PAGE: Headers = (
    (b"access-control-allow-origin", b"*"),
    (b"cross-origin-resource-policy", b"cross-origin"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
)
_NAME = re.compile(r"[A-Za-z0-9_-]{16}\.json\Z")
Found = TypeVar("Found")
_known: dict[tuple[object, str], tuple[float, Any]] = {}


async def open_script(_asked: Asked) -> Reply:
    """Give pages of any origin the script of the widget."""
    return Reply(200, None, _FOR_ANY_PAGE, SCRIPT, b"text/javascript; charset=utf-8", b"public, max-age=3600")


async def open_config(asked: Asked) -> Reply:
    """Give pages of any origin what the script must know of one widget; no cookie is looked at."""
    slug = _slug(asked)
    found = await _trusted(widget_config, slug) if slug else None
    kept = f"public, max-age={KEPT}".encode()
    return Reply(200 if found else 404, None, _FOR_ANY_PAGE, found or _NONE, kept=kept)


async def note_shown(asked: Asked) -> Reply:
    """Count that a widget came into sight on a page that may show it; nothing of who saw it is kept.

    Whose browser says that they do not want to be followed is not counted. No page learns whether it was.
    """
    slug = _slug(asked)
    found = await _trusted(countable, slug) if slug else None
    if found is None:
        return Reply(404, None, _FOR_ANY_PAGE, _NONE)
    way_id, origins = found
    refuses = "1" in {asked.headers.get(b"dnt"), asked.headers.get(b"sec-gpc")}
    if not refuses and asked.headers.get(b"origin") in origins:
        count_shown(way_id, datetime.now(UTC))
    return Reply(204, None, _FOR_ANY_PAGE, b"")


def _slug(asked: Asked) -> str:
    name = asked.names["file"]
    return name.removesuffix(".json") if _NAME.match(name) else ""


async def _trusted(work: Callable[[str], Found], slug: str) -> Found:
    """Return what ``work`` says of a widget, asked of the database at most once in a few seconds."""
    at, known = _known.get((work, slug), (-TRUST, None))
    if time.monotonic() - at < TRUST:
        return cast("Found", known)
    found = await in_thread(work, slug)
    if len(_known) > MOST:
        _known.clear()
    _known[work, slug] = (time.monotonic(), found)
    return found
