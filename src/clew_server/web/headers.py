"""Headers on every reply, also on errors and files; the raw app sends the same."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from django.http import HttpRequest, HttpResponse

__all__ = ["HEADERS", "Covered", "HeadersMiddleware"]

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class HeadersMiddleware:
    """Adds :data:`HEADERS`; pages of people are never kept by a shared cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the reply with its headers."""
        response = self._get_response(request)
        for name, value in HEADERS.items():
            response.setdefault(name, value)
        response.setdefault("Cache-Control", "no-store, private")
        return response


class Covered:
    """Sends a reply with all :data:`HEADERS`, whoever made it; what names no policy of contents runs nothing."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.has_begun = False

    async def __call__(self, message: Message) -> None:
        """Send one part of the reply."""
        if message["type"] == "http.response.start":
            self.has_begun = True
            there = {bytes(name).lower() for name, _ in message["headers"]}
            missing = [header for header in _BYTES if header[0] not in there]
            message = {**message, "headers": [*message["headers"], *missing]}
        await self._send(message)


_BYTES = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
_BYTES += [(b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")]
