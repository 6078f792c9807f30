"""What ends sessions: a change of the second factor ends all others; the password does so by itself."""

from __future__ import annotations

import time
from typing import Any

from allauth.mfa import signals
from django.contrib.auth import update_session_auth_hash, user_logged_in
from django.db.models import F
from django.dispatch import receiver
from django.http import HttpRequest

from clew_server.accounts.login.sessions import BEGAN
from clew_server.accounts.models import User

__all__ = ["end_other_sessions"]


def end_other_sessions(request: HttpRequest | None, user: User) -> None:
    """End every session of a person but the one of ``request``, whose id changes."""
    User.objects.filter(pk=user.pk).update(generation=F("generation") + 1)
    user.refresh_from_db(fields=["generation"])
    if request is not None and request.user.is_authenticated and request.user.pk == user.pk:
        update_session_auth_hash(request, user)


@receiver(user_logged_in)
def session_began(request: HttpRequest, **_: Any) -> None:
    """Write down when a session began: fourteen days from here it ends, whatever one does."""
    request.session[BEGAN] = int(time.time())


@receiver([signals.authenticator_added, signals.authenticator_removed, signals.authenticator_reset])
def second_factor_changed(request: HttpRequest, user: User, **_: Any) -> None:
    """A new, a removed or a renewed second factor: who is in by the old way must come in again."""
    end_other_sessions(request, user)
