"""The addresses of accounts: allauth's pages that we serve, and ours. Signing up is not among them."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.socialaccount import views as social
from django.urls import URLPattern, URLResolver, include, path, re_path

from clew_server.accounts.login import entering, provider
from clew_server.accounts.mail import can_send
from clew_server.accounts.me import views as me
from clew_server.accounts.membership import views as members

password_reset = account.PasswordResetView.as_view(extra_context={"can_send_email": can_send()})
theirs = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/key/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("two-factor/", mfa.index, name="mfa_index"),
    path("two-factor/authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("two-factor/reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("two-factor/totp/activate/", totp.activate_totp, name="mfa_activate_totp"),
    path("two-factor/totp/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("two-factor/recovery-codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("two-factor/recovery-codes/generate/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("two-factor/recovery-codes/download/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("oidc/<str:provider_id>/login/", provider.login, name="openid_connect_login"),
    path("oidc/<str:provider_id>/login/callback/", provider.callback, name="openid_connect_callback"),
    path("social/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("social/error/", social.login_error, name="socialaccount_login_error"),
]

people = [
    path("", members.page, name="members"),
    path("invite/", members.invite, name="invite"),
    path("invitations/<uuid:invitation_id>/withdraw/", members.withdraw, name="withdraw"),
    path("members/<uuid:member_id>/role/", members.role, name="role"),
    path("members/<uuid:member_id>/remove/", members.remove, name="remove"),
    path("lines/<uuid:line_id>/undo/", members.undo, name="undo"),
    path("keys/create/", members.create_key, name="create_key"),
    path("keys/<uuid:key_id>/revoke/", members.revoke_key, name="revoke_key"),
    path("leave/", members.leave, name="leave"),
]

ours: list[URLPattern | URLResolver] = [
    path("accounts/link/<str:token>/", entering.login_link, name="login_link"),
    path("accounts/invitation/<str:token>/", entering.invitation, name="invitation"),
    path("accounts/me/", me.page, name="me"),
    path("accounts/me/end-sessions/", me.end_sessions, name="end_sessions"),
    path("w/<uuid:workspace_id>/people/", include(people)),
]

urlpatterns = [path("accounts/", include(theirs)), path("", include((ours, "accounts")))]
