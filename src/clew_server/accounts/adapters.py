"""What allauth asks of us: nobody signs up by themselves, and a provider logs in only people who are known here."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest
from django.shortcuts import redirect

from clew_server.accounts.models import User

__all__ = ["AccountAdapter", "SocialAccountAdapter"]


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """People come in by invitation only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """Return False: an owner invites, or the command line adds."""
        return False


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """A provider's word for a verified e-mail address of somebody who is known here lets them in."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002 - allauth's signature
        """Return False: an owner invites first."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Connect a first login to the person with the verified address, or refuse."""
        if sociallogin.is_existing:
            return
        verified = [found.email.lower() for found in sociallogin.email_addresses if found.verified]
        user = User.objects.filter(email__in=verified, is_active=True).first()
        if user is None:
            raise ImmediateHttpResponse(redirect("socialaccount_login_error"))
        sociallogin.connect(request, user)
