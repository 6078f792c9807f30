"""Sign-in through a provider that really runs: who is let in, who is not, and no lie of a token passes."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from tests.clew_server.accounts.login import oidc_provider
from tests.clew_server.accounts.login.oidc_provider import CLIENT, SECRET, Provider

from clew_server.accounts import people as looked_after
from clew_server.accounts.membership import invitations
from clew_server.accounts.models import Invitation, Member, User

LOGIN = "/accounts/oidc/sso/login/"


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    with oidc_provider.provider() as it:
        yield it


@pytest.fixture
def provider(running: Provider, settings) -> Provider:
    app = {
        "provider_id": "sso", "name": "The firm", "client_id": CLIENT, "secret": SECRET,
        "settings": {"server_url": running.address, "oauth_pkce_enabled": True},
    }  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    running.lies = {}
    running.person = {"sub": "p-1", "email": "viewer@example.org", "email_verified": True, "name": "Vera"}
    return running


def sent_back(provider: Provider, client: Client) -> str:
    """Where the browser is after it has said yes at the provider."""
    to = client.post(LOGIN)
    assert to.status_code == 302, to.content
    assert to.headers["Location"].startswith(f"{provider.address}/authorize?")
    return provider.authorize(to.headers["Location"]).removeprefix("http://testserver")


def came_in(provider: Provider, client: Client | None = None, page: str = "/accounts/me/") -> bool:
    client = client or Client()
    client.get(sent_back(provider, client))
    return client.get(page).status_code == 200


def test_a_member_whose_address_is_verified_is_let_in_and_known_again(provider, people):
    client = Client()
    assert b"The firm" in client.get(LOGIN).content, "a GET goes nowhere by itself"
    assert came_in(provider, client)
    account = SocialAccount.objects.get()
    assert (account.user, account.uid) == (people["viewer"], "p-1")
    provider.person = {"sub": "p-1", "email": "married@example.org", "email_verified": False}
    assert came_in(provider), "from now on it is the provider's id that counts"
    assert User.objects.count() == len(people)


def test_what_is_asked_binds_the_log_in_to_this_browser(provider, people):
    came_in(provider)
    came_in(provider)
    first, second = provider.asked[-2:]
    for what in ("state", "nonce", "code_challenge"):
        assert len(first[what]) > 15
        assert first[what] != second[what]


@pytest.mark.parametrize(
    "person",
    [
        {"sub": "p-2", "email": "unknown@example.org", "email_verified": True},
        {"sub": "p-3", "email": "viewer@example.org", "email_verified": False},
        {"sub": "p-4", "email": "viewer@example.org"},
        {"sub": "p-5", "email": "viewer@example.org", "email_verified": "false"},
        {"sub": "p-6"},
    ],
)
def test_who_is_unknown_or_has_not_proven_the_address_stays_out(provider, people, person):
    provider.person = person
    assert not came_in(provider)
    assert User.objects.count() == len(people), "no account is made"
    assert not SocialAccount.objects.exists()


def test_who_was_invited_is_made_known_wherever_they_were_invited(provider, people, company, rival):
    for place in (company, rival):
        invitations.invite(place, "new@example.org", "analyst", people["owner"])
    provider.person = {"sub": "p-7", "email": "New@Example.org", "email_verified": True, "name": "N"}
    assert came_in(provider)
    made = User.objects.get(email="new@example.org")
    assert not made.has_usable_password()
    assert {one.workspace_id: one.role for one in Member.objects.filter(user=made)} == {
        company.id: "analyst", rival.id: "analyst",
    }  # fmt: skip
    assert not Invitation.objects.filter(accepted_at=None).exists()


@pytest.mark.parametrize("state", ["withdrawn", "over", "not proven"])
def test_an_invitation_that_is_over_or_of_an_unproven_address_makes_nobody(provider, people, company, state):
    found, _ = invitations.invite(company, "new@example.org", "analyst", people["owner"])
    if state == "withdrawn":
        invitations.withdraw(company, found.id, people["owner"])
    elif state == "over":
        Invitation.objects.update(expires_at=found.created_at)
    provider.person = {"sub": "p-8", "email": "new@example.org", "email_verified": state != "not proven"}
    assert not came_in(provider)
    assert not User.objects.filter(email="new@example.org").exists()


def test_who_is_disabled_stays_out_before_and_after_a_first_log_in(provider, people):
    looked_after.disable("viewer@example.org")
    assert not came_in(provider)
    assert not SocialAccount.objects.exists()
    looked_after.enable("viewer@example.org")
    assert came_in(provider)
    looked_after.disable("viewer@example.org")
    assert not came_in(provider)


@pytest.mark.parametrize(
    "lies",
    [
        pytest.param({"claims": {"nonce": "of another log-in"}}, id="another nonce"),
        pytest.param({"claims": {"nonce": None}}, id="no nonce"),
        pytest.param({"claims": {"iss": "https://elsewhere.example"}}, id="another issuer"),
        pytest.param({"claims": {"aud": "another client"}}, id="for another client"),
        pytest.param({"claims": {"exp": int(time.time()) - 600}}, id="too old"),
        pytest.param({"claims": {"sub": "somebody else"}}, id="another person in the token"),
        pytest.param({"person": {"sub": "somebody else"}}, id="another person in what is told"),
        pytest.param({"signed": ("HS256", SECRET + " long enough for a key")}, id="signed with a shared secret"),
        pytest.param({"signed": ("none", None)}, id="not signed"),
        pytest.param({"without": True}, id="no token at all"),
    ],
)
def test_a_token_that_does_not_fit_lets_nobody_in(provider, people, lies):
    provider.lies = lies
    assert not came_in(provider)
    assert not SocialAccount.objects.exists()


def test_a_token_signed_with_another_key_lets_nobody_in(provider, people):
    provider.lies = {"signed": ("RS256", provider.other_key)}
    assert not came_in(provider)


def test_an_answer_works_in_the_browser_that_asked_and_once(provider, people):
    mine, other = Client(), Client()
    answer = sent_back(provider, mine)
    other.get(answer)
    assert other.get("/accounts/me/").status_code == 302, "another browser did not ask"
    for wrong in (answer.replace("state=", "state=x"), answer.split("&state")[0]):
        mine.get(wrong)
        assert mine.get("/accounts/me/").status_code == 302
    mine.get(answer)
    assert mine.get("/accounts/me/").status_code == 200
    third = Client()
    third.get(answer)
    assert third.get("/accounts/me/").status_code == 302


def test_a_second_factor_is_asked_for_here_too(provider, people):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret  # noqa: PLC0415 - here alone

    TOTP.activate(people["viewer"], generate_totp_secret())
    assert not came_in(provider)


def test_only_the_configured_provider_is_there(provider, people):
    assert Client().get("/accounts/oidc/other/login/").status_code == 404
    assert Client().get("/accounts/oidc/other/login/callback/").status_code == 404
