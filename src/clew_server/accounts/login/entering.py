"""The ways in that are ours: a one-time link, and an invitation."""

from __future__ import annotations

from allauth.account.utils import perform_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from clew_server.accounts import services
from clew_server.accounts.forms import AcceptForm
from clew_server.accounts.membership import invitations
from clew_server.accounts.models import Invitation, User
from clew_server.accounts.words import ROLE_NAMES

__all__ = ["invitation", "login_link"]


def login_link(request: HttpRequest, token: str) -> HttpResponse:
    """Return one form on GET (a link in an e-mail is opened by machines too); POST uses the link up and logs in."""
    if request.method != "POST":
        return render(request, "accounts/login_link.html")
    user = services.use_login_link(token)
    if user is None:
        return render(request, "accounts/login_link_over.html", status=410)
    return perform_login(request, user, email_verification="none")  # type: ignore[no-any-return]


def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show an invitation and what it needs: a log-in as that address, or a name and a password; POST accepts."""
    found = invitations.find(token)
    if found is None:
        return render(request, "accounts/invitation_over.html", status=410)
    person = User.objects.filter(email=found.email).first()
    if person is None:
        return _accept_as_new(request, found)
    is_right = request.user == person
    if request.method == "POST" and is_right:
        return redirect("web:home") if invitations.accept(found, person) else redirect(request.path)
    return render(request, "accounts/invitation.html", _shown(found) | {"knows": True, "is_right": is_right})


def _accept_as_new(request: HttpRequest, found: Invitation) -> HttpResponse:
    form = AcceptForm(request.POST if request.method == "POST" else None, email=found.email)
    if request.user.is_authenticated or not form.is_valid():
        context = _shown(found) | {"form": form, "is_other": request.user.is_authenticated}
        return render(request, "accounts/invitation.html", context, status=422 if form.errors else 200)
    with transaction.atomic():
        user = User.objects.create_user(found.email, form.cleaned_data["password"], name=form.cleaned_data["name"])
        if not invitations.accept(found, user):
            transaction.set_rollback(True)
            return redirect(request.path)
    return perform_login(request, user, email_verification="none")  # type: ignore[no-any-return]


def _shown(found: Invitation) -> dict[str, object]:
    return {"invitation": found, "role": ROLE_NAMES[found.role]}
