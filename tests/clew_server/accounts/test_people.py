"""Looked after from the command line: a person is out on the whole server, or in without a lost second factor."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator

from clew.errors import UsageError
from clew_server.accounts import people as looked_after
from clew_server.accounts import services
from clew_server.accounts.models import Line, LoginLink, Member, User

ME = "/accounts/me/"


def test_who_is_disabled_loses_sessions_and_links_for_good(as_viewer, people):
    services.create_login_link("viewer@example.org")
    assert as_viewer.get(ME).status_code == 200
    looked_after.disable(" Viewer@example.org")
    assert as_viewer.get(ME).status_code == 302
    looked_after.enable("viewer@example.org")
    assert as_viewer.get(ME).status_code == 302, "the old session is over"
    assert not LoginLink.objects.filter(user=people["viewer"], used_at=None).exists()
    assert list(Line.objects.order_by("at").values_list("what", flat=True)) == ["person.disabled", "person.enabled"]


def test_the_last_owner_of_any_workspace_stays_and_nothing_is_half_done(people, company):
    with pytest.raises(UsageError, match="owner"):
        looked_after.disable("stranger@example.net")
    assert User.objects.get(email="stranger@example.net").is_active
    assert not Line.objects.exists()
    services.join("second@example.org", "owner", [company])
    looked_after.disable("owner@example.org")
    with pytest.raises(UsageError, match="owner"):
        looked_after.disable("second@example.org")


def test_a_forgotten_factor_ends_the_sessions_that_began_with_it(as_owner, people, company):
    for kind in ("totp", "recovery_codes"):
        Authenticator.objects.create(user=people["owner"], type=kind, data={})
    assert [one["second_factor"] for one in looked_after.people_of(company) if one["role"] == "owner"] == [True]
    assert looked_after.forget_factors("owner@example.org")[1] == 2
    assert as_owner.get(ME).status_code == 302
    assert looked_after.forget_factors("owner@example.org")[1] == 0
    assert Line.objects.filter(what="person.factors_forgotten").count() == 1


def test_the_audit_says_each_in_a_sentence(as_owner, page, people):
    looked_after.disable("viewer@example.org")
    looked_after.enable("viewer@example.org")
    Authenticator.objects.create(user=people["viewer"], type="totp", data={})
    looked_after.forget_factors("viewer@example.org")
    shown = as_owner.get(page("accounts:members")).content.decode()
    for said in (
        "viewer@example.org was disabled by",
        "viewer@example.org can log in again",
        "second factors of viewer",
    ):
        assert said in shown


def test_a_role_is_given_by_address(people, company):
    assert looked_after.give_role(company, "agent@example.org", "analyst")[1] == "agent"
    assert Member.objects.get(workspace=company, user=people["agent"]).role == "analyst"
    with pytest.raises(UsageError):
        looked_after.give_role(company, "stranger@example.net", "analyst")
