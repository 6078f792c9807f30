"""The reader's language: by choice (a cookie, and kept with the person), then by the browser."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

__all__ = ["LanguageMiddleware", "chosen_language"]


def chosen_language(request: HttpRequest) -> str:
    """Return the language of a request: one of ours, English where none fits."""
    known = {code for code, _ in settings.LANGUAGES}
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return cookie if cookie in known else translation.get_language_from_request(request)


class LanguageMiddleware:
    """Speaks the reader's language for the time of one request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the reply, in the language it is in."""
        code = chosen_language(request)
        with translation.override(code):
            response = self._get_response(request)
        response.setdefault("Content-Language", code)
        response.headers.setdefault("Vary", "Cookie, Accept-Language")
        return response
