"""Headers on every reply, also on errors and files; the raw app sends the same."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

__all__ = ["HEADERS", "HeadersMiddleware"]

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
