"""Our own pages of accounts."""

from __future__ import annotations

from allauth.account.utils import perform_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from clew_server.accounts import services

__all__ = ["login_link"]


def login_link(request: HttpRequest, token: str) -> HttpResponse:
    """Return one form on GET (a link in an e-mail is opened by machines too); POST uses the link up and logs in."""
    if request.method != "POST":
        return render(request, "accounts/login_link.html")
    user = services.use_login_link(token)
    if user is None:
        return render(request, "accounts/login_link_over.html", status=410)
    return perform_login(request, user, email_verification="none")  # type: ignore[no-any-return]
