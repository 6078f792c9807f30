"""Pages of no room: the way in, the choice of a language, and what is said when something is wrong."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext

from clew_server.accounts.selectors import memberships
from clew_server.accounts.services import keep_preferences
from clew_server.policy import POLICY, may
from clew_server.web.looks import THEME_COOKIE, THEMES

__all__ = [
    "bad_request",
    "csp_report",
    "csrf_failure",
    "forbidden",
    "home",
    "language",
    "not_found",
    "server_error",
    "theme",
]

_log = logging.getLogger("clew_server.csp")
_YEAR = 365 * 24 * 3600
#: Where a person lands: the first of these that the role may open.
_FIRST_PAGES = ("pulse:pulse", "status:status")


def home(request: HttpRequest) -> HttpResponse:
    """Go to the first page of the only workspace, or offer those one is a member of."""
    known = memberships(request.user)  # type: ignore[arg-type]
    if len(known) == 1:
        return redirect(first_page(known[0]))
    places = [{"name": member.workspace.name, "role": member.role, "address": first_page(member)} for member in known]
    return render(request, "web/home.html", {"places": places})


def first_page(member: Any) -> str:
    """Return the address of a member's first page."""
    open_ones = (route for route in _FIRST_PAGES if route in POLICY and may(member.role, route))
    return reverse(next(open_ones, "web:home"), args=[member.workspace_id])


def language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language, a year and with the person, and go back to where one was."""
    code = request.POST.get("language", "")
    if code not in dict(settings.LANGUAGES):
        return _back(request)
    return _kept(request, settings.LANGUAGE_COOKIE_NAME, code, language=code)


def theme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen theme, a year and with the person; empty, the system's is taken again."""
    chosen = request.POST.get("theme", "")
    if chosen not in {"", *THEMES}:
        return _back(request)
    return _kept(request, THEME_COOKIE, chosen, theme=chosen)


def _kept(request: HttpRequest, cookie: str, value: str, **preference: str) -> HttpResponse:
    response = _back(request)
    if value:
        response.set_cookie(
            cookie, value, max_age=_YEAR, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
    else:
        response.delete_cookie(cookie, samesite="Lax")
    if request.user.is_authenticated:
        keep_preferences(request.user, **preference)
    return response


def _back(request: HttpRequest) -> HttpResponse:
    """Return the way back to the page one was at; never to another site."""
    back = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(back if safe else "/")


def csp_report(request: HttpRequest) -> HttpResponse:
    """Note what a browser refused to run."""
    _log.warning("refused by a browser: %s", request.body[:2000])
    return HttpResponse(status=204)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's
    """Say that the request could not be understood."""
    return _said(request, 400, gettext("That could not be understood"), gettext("Go back and try again."))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's
    """Say that the role may not."""
    text = gettext("Your role in this workspace does not allow that. An owner can change it.")
    return _said(request, 403, gettext("Not with your role"), text)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's
    """Say that there is nothing here."""
    text = gettext("The address is wrong, or it leads to something that you cannot see.")
    return _said(request, 404, gettext("There is nothing here"), text)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that something broke on our side."""
    text = gettext("The fault is ours and has been written to the log. Nothing you saved before is lost.")
    return _said(request, 500, gettext("Something broke"), text)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Say that a form came without its token."""
    text = gettext("The form was too old or came from elsewhere. Go back, load the page again, and send it once more.")
    return _said(request, 403, gettext("This form cannot be taken"), text)


def _said(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    return render(request, "web/message.html", {"title": title, "text": text}, status=status)
