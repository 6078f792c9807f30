"""What a browser remembers of a person: language and colours, as cookies; the database has the word that counts."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from clew_server.accounts.models import User

__all__ = ["THEME_COOKIE", "keep_choices"]

THEME_COOKIE = "clew_theme"
_YEAR = 365 * 24 * 3600


def keep_choices(response: HttpResponse, request: HttpRequest, user: User, *, anew: bool = False) -> None:
    """Set the cookies of ``user``'s choices where the browser has none; ``anew`` also changes and takes away."""
    for cookie, value in ((settings.LANGUAGE_COOKIE_NAME, user.language), (THEME_COOKIE, user.theme)):
        if value and (anew or cookie not in request.COOKIES):
            response.set_cookie(
                cookie, value, max_age=_YEAR, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
            )
        elif anew:
            response.delete_cookie(cookie, samesite="Lax")
