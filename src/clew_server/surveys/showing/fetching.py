"""What pages of other origins fetch: the script of the widget, and of one widget when it is to be shown."""

from __future__ import annotations

import re
import time
from pathlib import Path

from clew_server.collect.replies import Headers, Reply
from clew_server.surveys.answering.asked import Asked
from clew_server.surveys.answering.storing.thread import in_thread
from clew_server.surveys.showing.serving import widget_config

__all__ = ["SCRIPT", "TRUST", "open_config", "open_script"]

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
_known: dict[str, tuple[float, bytes | None]] = {}


async def open_script(_asked: Asked) -> Reply:
    """Give pages of any origin the script of the widget."""
    return Reply(200, None, _FOR_ANY_PAGE, SCRIPT, b"text/javascript; charset=utf-8", b"public, max-age=3600")


async def open_config(asked: Asked) -> Reply:
    """Give pages of any origin what the script must know of one widget; no cookie is looked at."""
    name = asked.names["file"]
    found = await _config(name.removesuffix(".json")) if _NAME.match(name) else None
    kept = f"public, max-age={KEPT}".encode()
    return Reply(200 if found else 404, None, _FOR_ANY_PAGE, found or _NONE, kept=kept)


async def _config(slug: str) -> bytes | None:
    """Return :func:`widget_config`, asked of the database at most once in a few seconds."""
    at, found = _known.get(slug, (-TRUST, None))
    if time.monotonic() - at < TRUST:
        return found
    found = await in_thread(widget_config, slug)
    if len(_known) > MOST:
        _known.clear()
    _known[slug] = (time.monotonic(), found)
    return found
