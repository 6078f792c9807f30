"""A person's own page."""

from __future__ import annotations

from typing import cast

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from clew_server.accounts.forms import MeForm
from clew_server.accounts.login.choices import keep_choices
from clew_server.accounts.login.signals import end_other_sessions
from clew_server.accounts.models import User
from clew_server.accounts.selectors import memberships
from clew_server.accounts.words import ROLE_NAMES

__all__ = ["end_sessions", "page"]


def page(request: HttpRequest) -> HttpResponse:
    """Show a person what is kept of them; POST changes name, language and colours."""
    user = cast("User", request.user)
    form = MeForm(request.POST if request.method == "POST" else None, initial=_chosen(user))
    if request.method == "POST" and form.is_valid():
        User.objects.filter(pk=user.pk).update(**form.cleaned_data)
        user.refresh_from_db()
        messages.success(request, gettext("Kept."))
        response: HttpResponse = redirect("accounts:me")
        keep_choices(response, request, user, anew=True)
        return response
    context = {
        "form": form,
        "has_second_factor": is_mfa_enabled(user),
        "workspaces": [{"member": member, "role": ROLE_NAMES[member.role]} for member in memberships(user)],
    }
    return render(request, "accounts/me.html", context, status=422 if form.errors else 200)


def _chosen(user: User) -> dict[str, str]:
    return {"name": user.name, "language": user.language, "theme": user.theme}


def end_sessions(request: HttpRequest) -> HttpResponse:
    """End a person's sessions everywhere, but for this one."""
    end_other_sessions(request, cast("User", request.user))
    messages.success(request, gettext("You are logged out everywhere else."))
    return redirect("accounts:me")
