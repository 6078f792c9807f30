"""The reader's language: by choice (a cookie, and kept with the person), then by the browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from clew_server.web.looks import THEME_COOKIE

__all__ = ["LanguageMiddleware", "chosen_language"]

HTTP_FOUND = 302
YEAR = 365 * 24 * 3600


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
        if request.method == "POST" and response.status_code == HTTP_FOUND:
            _bring_along(request, response)
        response.setdefault("Content-Language", code)
        response.headers.setdefault("Vary", "Cookie, Accept-Language")
        return response


def _bring_along(request: HttpRequest, response: HttpResponse) -> None:
    """Give a browser that has no choice yet the one its person made elsewhere; logging in ends in a redirect."""
    user: Any = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return
    for cookie, value in ((settings.LANGUAGE_COOKIE_NAME, user.language), (THEME_COOKIE, user.theme)):
        if value and cookie not in request.COOKIES and cookie not in response.cookies:
            response.set_cookie(
                cookie, value, max_age=YEAR, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
            )
