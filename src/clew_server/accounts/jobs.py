"""Jobs of accounts: the e-mail for a new password, and tidying up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from clew_server.accounts import mail
from clew_server.accounts.models import Attempts, LoginLink, User
from clew_server.configuration import configuration
from clew_server.jobs.registry import Running, job

__all__ = ["reset", "tidy"]

DAY = 24 * 3600


@job("accounts.reset", label=gettext_lazy("Send the mail with which a password is set anew"))
def reset(running: Running) -> dict[str, Any]:
    """Send a link for a new password to who has the address; to nobody else anything is sent."""
    user = User.objects.filter(email=running.arguments["email"], is_active=True).first()
    if user is None or not mail.can_send():
        return {}
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"}).replace("UID-KEY", key)
    language = user.language or running.arguments.get("language", settings.LANGUAGE_CODE)
    mail.send("reset", user.email, language, person=user, address=configuration().address + path)
    return {}


@job("accounts.tidy", every_server=DAY, label=gettext_lazy("Remove sessions, invitations and links that are over"))
def tidy(_: Running) -> dict[str, int]:
    """Drop sessions, links and counts that are over."""
    now = timezone.now()
    found = (
        Session.objects.filter(expire_date__lt=now),
        LoginLink.objects.filter(expires_at__lt=now - timedelta(days=1)),
        Attempts.objects.filter(ends_at__lt=now),
    )
    return {"dropped": sum(rows.delete()[0] for rows in found)}
