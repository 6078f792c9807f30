"""Sign-in through an identity provider (OpenID Connect), stricter than allauth's: the ID token is always checked.

Its signature, issuer, audience and age; its nonce, bound to this browser's log-in; and that it speaks of the same
person as what the provider tells of its user. The code is bound to the browser too (PKCE).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac
from jwt import PyJWTError, get_unverified_header

__all__ = ["PROVIDER_ID", "callback", "login", "use"]

PROVIDER_ID = "sso"
#: Signatures by a key that only the provider has; what is signed with a shared secret, or not at all, is refused.
_SIGNATURES = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})


def _nonce(state: str) -> str:
    """Return the nonce that belongs to a log-in; its state stands in the session of one browser and is used once."""
    return salted_hmac("clew.sign-in", state).hexdigest()


class _Client(OAuth2Client):  # type: ignore[misc]
    def get_redirect_url(self, authorization_url: str, scope: list[str], extra_params: dict[str, str]) -> str:
        with_nonce = {**extra_params, "nonce": _nonce(self.state or "")}
        address: str = super().get_redirect_url(authorization_url, scope, with_nonce)
        return address


class _Adapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    client_class = _Client

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        said = kwargs["response"].get("id_token")
        if not said:
            raise OAuth2Error("the provider sent no ID token")
        claims = self._decode_id_token(app, said)
        if not constant_time_compare(str(claims.get("nonce", "")), _nonce(request.GET.get("state", ""))):
            raise OAuth2Error("the ID token belongs to another log-in")
        person = self._fetch_user_info(token.token)
        if not claims.get("sub") or person.get("sub") != claims["sub"]:
            raise OAuth2Error("the ID token and the provider speak of different people")
        return self.get_provider().sociallogin_from_response(request, {"userinfo": person, "id_token": claims})

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        try:
            if get_unverified_header(id_token).get("alg") not in _SIGNATURES:
                raise OAuth2Error("the ID token is not signed with a key of the provider")
            claims: dict[str, Any] = jwtkit.verify_and_decode(
                credential=id_token,
                keys_url=self.openid_config["jwks_uri"],
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                lookup_kid=jwtkit.lookup_kid_jwk,
            )
        except (PyJWTError, KeyError, TypeError, ValueError) as error:
            raise OAuth2Error("the ID token cannot be read") from error
        return claims


def use() -> None:
    """Have allauth begin log-ins by this adapter: the nonce is sent along."""
    OpenIDConnectProvider.oauth2_adapter_class = _Adapter


def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Show what comes, and go to the provider."""
    return _answered(OAuth2LoginView.adapter_view(_adapter(request, provider_id)), request)


def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Log in whom the provider sends back."""
    return _answered(OAuth2CallbackView.adapter_view(_adapter(request, provider_id)), request)


def _answered(view: Callable[[HttpRequest], HttpResponse], request: HttpRequest) -> HttpResponse:
    """Return what the view answers; where no provider was named to this server, there is no such page."""
    try:
        return view(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None


def _adapter(request: HttpRequest, provider_id: str) -> _Adapter:
    if provider_id != PROVIDER_ID:
        raise Http404
    return _Adapter(request, provider_id)
