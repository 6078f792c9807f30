"""What answer pages reply with: HTML that nobody else keeps, and ways on to the next page."""

from __future__ import annotations

from urllib.parse import quote

import msgspec

from clew_server.collect.replies import Headers, Reply
from clew_server.surveys.answering import pages
from clew_server.surveys.answering.asked import Asked
from clew_server.surveys.answering.languages import HOUSE, language_of
from clew_server.surveys.answering.storing.known import Way
from clew_server.surveys.keeping import Live

__all__ = ["STATUSES", "given_back", "headed", "led", "shown", "told"]

HTML = b"text/html; charset=utf-8"
#: No address of a page goes to where it leads, no search engine keeps it.
_ALWAYS: Headers = ((b"referrer-policy", b"no-referrer"), (b"x-robots-tag", b"noindex, nofollow"))
#: What is told instead of a page, and with which status.
STATUSES = {
    "gone": 404,
    "unknown": 404,
    "wrong": 400,
    "closed": 410,
    "full": 410,
    "used": 410,
    "finished": 409,
    "busy": 503,
}
#: Seconds after which one may come again.
LATER = 5
#: The browser may show it again when somebody goes back, and asks us at every other time.
TO_GO_BACK_TO = b"private, no-cache"


def shown(page: bytes, live: Live | None, status: int = 200, kept: bytes = b"no-store", more: Headers = ()) -> Reply:
    """Return a page."""
    return headed(Reply(status, None, more, page, HTML, kept), live)


def told(what: str, asked: Asked, way: Way | None = None, status: int = 0, after: int | None = None) -> Reply:
    """Return the page that tells ``what`` (see :data:`STATUSES`), in a language of the survey or of the house."""
    live = way.live if way is not None else None
    offered = live.asked.languages if live is not None else HOUSE
    language = language_of(offered, asked.language, accepted=asked.accepted, otherwise=way.language if way else "")
    status = status or STATUSES[what]
    more: Headers = ((b"retry-after", str(after or LATER).encode()),) if status in {429, 503} else ()
    return shown(pages.told_page(what, language, live), live, status, more=more)


def given_back(what: str, asked: Asked, path: str, status: int = 503, after: int = LATER) -> Reply:
    """Return the page that tells ``what``, has all that was posted to ``path`` in a form, and sends it again.

    Nothing is asked of the database. Who frames it learns nothing: it holds what was sent to it, and no more.
    """
    language = language_of(HOUSE, asked.language, accepted=asked.accepted)
    action = asked.along(quote(path, errors="replace"))
    page = pages.again_page(what, language, action, asked.form, asked.is_framed)
    reply = shown(page, None, status, more=((b"retry-after", str(after).encode()),))
    return msgspec.structs.replace(reply, more=_framed_by_all(reply.more)) if asked.is_framed else reply


def _framed_by_all(headers: Headers) -> Headers:
    nobody, everybody = b"frame-ancestors 'none'", b"frame-ancestors *"
    return tuple((name, value.replace(nobody, everybody)) for name, value in headers)


def led(address: str) -> Reply:
    """Return the way on to another page of ours."""
    return headed(Reply(303, None, ((b"location", address.encode("ascii")),)), None)


def headed(reply: Reply, live: Live | None) -> Reply:
    """Return a reply with the headers of every answer page."""
    policy = (b"content-security-policy", pages.POLICY(live).encode())
    return Reply(reply.status, reply.document, (*reply.more, *_ALWAYS, policy), reply.file, reply.kind, reply.kept)
