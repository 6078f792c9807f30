"""S3: whatever is posted beside the fields of a form changes nothing: nobody becomes more than they are."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.test import Client

from clew_server.accounts.models import Attempts, Invitation, Key, Member, User
from clew_server.policy import POLICY

#: Fields of people and members that only routes of their own may change, and who may post these.
GUARDED = ("is_active", "is_staff", "is_superuser", "email", "password", "id")
#: Routes whose very purpose is a change of one of these; they have tests of their own.
MEANT = {
    "accounts:role", "accounts:remove", "accounts:leave", "accounts:invite", "accounts:undo", "accounts:withdraw",
    "accounts:create_key", "accounts:revoke_key", "account_set_password", "account_change_password",
    "accounts:end_sessions", "account_logout",
}  # fmt: skip


def fields_of_all_models() -> set[str]:
    """Return the names of every field of every model of the product and of Django's people."""
    return {field.attname for model in apps.get_models() for field in model._meta.concrete_fields} | {
        field.name for model in apps.get_models() for field in model._meta.concrete_fields
    }


def overfull(two, user) -> dict[str, object]:
    """Return a form with everything in it that a model has: what would make its sender an owner of the other place."""
    given: dict[str, object] = dict.fromkeys(fields_of_all_models() - {"csrfmiddlewaretoken", "seen"}, "1")
    place = str(two.victim.workspace.id)
    return given | {
        "workspace": place, "workspace_id": place, "project": place, "project_id": place, "user": str(user.pk),
        "user_id": str(user.pk), "owner": str(user.pk), "role": "owner", "is_staff": "on", "is_superuser": "on",
        "is_active": "on", "email": "root@evil.example", "password": "pbkdf2_sha256$1$x$y", "id": place, "pk": place,
        "scope": "write", "asked_by": str(two.victim.owner.pk), "created_at": "2001-01-01", "name": "x", "query": "",
    }  # fmt: skip


#: What makes a form valid beside all that is too much in it: only what is taken could carry something in with it.
VALID: dict[str, dict[str, object]] = {
    "web:language": {"language": "pl"},
    "web:theme": {"theme": "dark"},
    "accounts:me": {"name": "Mallory", "language": "", "theme": ""},
    "feedback:save": {"name": "mine", "query": "period=all"},
    "company:settings": {
        "name": "mxattacker",
        "zone": "UTC",
        "week_start": "monday",
        "currency": "PLN",
        "languages": "en",
        "other_languages": "",
    },
    "company:changes": {"name": "a release", "kind": "release", "begins": "2026-03-01", "ends": ""},
    "dashboards:create": {"title": "mine", "name": "mine"},
    "questions:save": {"title": "mine", "name": "mine", "metric": "nps", "query": "metric=nps"},
    "imports:add_source": {"kind": "folder", "place": "exports", "folder": "exports", "every": "day"},
    "status:verify": {},
    "pulse:compute": {},
}


def people() -> dict[str, dict[str, object]]:
    return {
        str(row["id"]): {name: row[name] for name in GUARDED if name in row}
        for row in User.objects.values()
    }  # fmt: skip


def members() -> set[tuple[str, str, str]]:
    return {(str(m.user_id), str(m.workspace_id), m.role) for m in Member.objects.all()}


def owned_by(workspace_id) -> dict[str, list[dict[str, object]]]:
    """Return every row of the database that belongs to a workspace."""
    return {
        model._meta.label: list(model.objects.filter(workspace_id=workspace_id).order_by("pk").values())
        for model in apps.get_models()
        if "workspace_id" in {field.attname for field in model._meta.concrete_fields}
    }


@pytest.mark.parametrize("role", ["owner", "viewer"])
def test_what_is_posted_beside_a_form_makes_nobody_more_than_they_are(routes, two, role):
    mallory = two.stranger
    Member.objects.filter(user=mallory).update(role=role)
    before, roles, theirs = people(), members(), owned_by(two.victim.workspace.id)
    keys, invitations = Key.objects.count(), Invitation.objects.count()
    posted, said = 0, {}
    for route in routes:
        if POLICY[route.name].post is None or route.name in MEANT:
            continue
        client = Client(raise_request_exception=False)
        client.force_login(mallory)
        Attempts.objects.all().delete()
        given = overfull(two, mallory) | VALID.get(route.name, {})
        reply = client.post(route.address(two.mine), given)
        posted += 1
        said[route.name] = reply.status_code
        assert reply.status_code < 500, route.name
        assert not reply.headers.get("Location", "").startswith("/accounts/login/?"), f"logged out before {route.name}"
        assert people() == before, route.name
        assert members() <= roles, route.name
    assert posted > 40
    refused = {name: said[name] for name in VALID if name in said and said[name] not in {200, 204, 302}}
    assert role == "viewer" or not refused
    assert owned_by(two.victim.workspace.id) == theirs
    assert (Key.objects.count(), Invitation.objects.count()) == (keys, invitations)
    assert not Session.objects.filter(session_data__contains="root@evil.example").exists()


def test_the_form_has_what_it_should_try(two):
    given = overfull(two, two.stranger)
    assert {"is_superuser", "is_staff", "workspace_id", "role", "user_id", "password", "expires_at"} <= set(given)
