"""What allauth asks of us: nobody signs up by themselves, and a provider logs in only people who are known here."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language

from clew_server.accounts.limits import client_address
from clew_server.accounts.login.choices import keep_choices
from clew_server.accounts.login.sealing import sealed, unsealed
from clew_server.accounts.mail import try_to_send
from clew_server.accounts.membership import invitations
from clew_server.accounts.models import User
from clew_server.accounts.tokens import new_token

__all__ = ["NOTICES", "AccountAdapter", "SecondFactorAdapter", "SocialAccountAdapter"]

#: What the secrets of authenticator apps are sealed for.
PURPOSE = "second factors"
#: Changes of which a person is told by e-mail: the template ``accounts/mail/notice.txt`` has a sentence for each.
NOTICES = frozenset(
    {
        "password_changed", "password_reset", "password_set", "totp_activated", "totp_deactivated",
        "recovery_codes_generated", "webauthn_added", "webauthn_removed", "account_connected",
    }
)  # fmt: skip


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """People come in by invitation only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """Return False: an owner invites, or the command line adds."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Return whether one may be sent on to ``url``: to this very host alone."""
        request = context.request
        return url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return where a request comes from, as the limits see it."""
        return client_address(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 - allauth's signature
        """Return to the page of oneself."""
        return reverse("accounts:me")

    def post_login(self, request: HttpRequest, user: User, **given: Any) -> HttpResponse:
        """Go on after logging in; a browser that knows no language or colours yet learns the person's."""
        response: HttpResponse = super().post_login(request, user, **given)
        keep_choices(response, request, user)
        return response

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: Any = None,  # noqa: ARG002 - allauth's signature
        email: str | None = None,  # noqa: ARG002
    ) -> None:
        """Tell a person what changed at their account: from whoever did it, it comes as a warning."""
        name = template_prefix.rsplit("/", 1)[-1]
        if name in NOTICES:
            try_to_send("notice", user.email, user.language or get_language() or "en", person=user, notice=name)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """What second factors are checked with is kept encrypted, with a key made from the secret key."""

    def encrypt(self, text: str) -> str:
        """Return what is kept of a secret."""
        return sealed(text, PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret; where the secret key is another now, one that no code fits."""
        found = unsealed(encrypted_text, PURPOSE)
        return new_token() if found is None else found


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """A provider's word for a verified e-mail address of somebody who is known here lets them in."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002 - allauth's signature
        """Return False: an owner invites first."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Connect a first login to the person with the verified address, made known where invited; or refuse."""
        if sociallogin.is_existing:
            return
        verified = [found.email.lower() for found in sociallogin.email_addresses if found.verified]
        user = User.objects.filter(email__in=verified).first() or invitations.accept_verified(verified)
        if user is None or not user.is_active:
            raise ImmediateHttpResponse(redirect("socialaccount_login_error"))
        sociallogin.connect(request, user)
