"""Commands of people and keys, as they are typed: what they print, what they change, what they refuse."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from types import SimpleNamespace
from typing import Any

import pytest

from clew.cli import app as cli
from clew_server import starting
from clew_server.accounts.models import User

Ran = Callable[..., Any]
OWNER = "owner@example.org"


@pytest.fixture
def run(people: dict[str, User], monkeypatch: pytest.MonkeyPatch) -> Ran:
    """Run a command on the tests' own database; that one begins a server's is tested where the server starts."""
    monkeypatch.setattr(starting, "load_django", lambda _data: None)
    monkeypatch.setattr(starting, "prepare", lambda _found: None)

    def ran(*words: str, stdin: str = "") -> Any:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = cli.run([*words])
        return SimpleNamespace(returncode=code, stdout=out.getvalue(), stderr=err.getvalue())

    ran("user", "add", "ana@example.org", "--role", "analyst")
    return ran


def document(done: Any) -> dict:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def refused(done: Any) -> str:
    assert done.returncode == 2, done.stdout
    assert "Traceback" not in done.stderr
    return done.stderr


def test_members_are_listed_with_what_decides_whether_they_can_come_in(run):
    users = {one["email"]: one for one in document(run("user", "list", "--json"))["users"]}
    assert users[OWNER]["role"] == "owner"
    assert users["ana@example.org"]["last_login"] is None
    shown = run("user", "list").stdout
    assert "ana@example.org" in shown
    assert "never" in shown


def test_a_role_is_changed_and_said(run):
    changed = document(run("user", "role", "Ana@Example.org ", "agent", "--json"))
    assert (changed["before"], changed["role"]) == ("analyst", "agent")
    assert "agent of main, and was" not in run("user", "role", "ana@example.org", "agent").stdout, "nothing changed"
    assert run("user", "role", "ana@example.org", "analyst").stdout == (
        "ana@example.org is analyst of main, and was agent.\n"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("user", "role", "ana@example.org", "king"), "king"),
        (("user", "role", "nobody@example.org", "owner"), "nobody@example.org"),
        (("user", "role", OWNER, "viewer"), "needs an owner"),
        (("user", "add", OWNER), "needs an owner"),
        (("user", "disable", OWNER), "needs an owner"),
        (("user", "disable", "nobody@example.org"), "nobody@example.org"),
        (("user", "forget-factor", "nobody@example.org"), "nobody@example.org"),
        (("key", "revoke", "nothing"), "nothing"),
        (("key", "list", "--workspace", "elsewhere"), "elsewhere"),
    ],
)
def test_what_cannot_be_is_refused_in_words(run, words, said):
    assert said in refused(run(*words))


def test_who_is_disabled_is_out_until_it_is_undone(run):
    assert document(run("user", "disable", "ana@example.org", "--json"))["is_active"] is False
    assert "disabled" in run("user", "list").stdout
    assert "ana@example.org" in refused(run("user", "login-link", "ana@example.org"))
    assert document(run("user", "disable", "ana@example.org", "--undo", "--json"))["is_active"] is True
    assert run("user", "login-link", "ana@example.org").returncode == 0


def test_a_person_without_second_factors_is_told(run):
    assert "has no second factor" in run("user", "forget-factor", "ana@example.org").stdout


def test_a_key_is_listed_and_revoked_by_name_by_its_beginning_or_by_itself(run):
    made = {which: document(run("key", "create", which, "--json"))["key"] for which in ("shop", "till", "app")}
    listed = {one["name"]: one for one in document(run("key", "list", "--json"))["keys"]}
    assert all(listed[name]["begins"] == key[:17] and listed[name]["is_open"] for name, key in made.items())
    assert not [key for key in made.values() if key in run("key", "list").stdout]
    for which in ("shop", listed["till"]["begins"], made["app"]):
        assert "opens nothing any more" in run("key", "revoke", which).stdout
    assert "shop" in refused(run("key", "revoke", "shop")), "it is revoked already"
    assert not any(one["is_open"] for one in document(run("key", "list", "--json"))["keys"])
    assert "revoked" in run("key", "list").stdout


def test_of_two_keys_of_one_name_the_beginning_is_asked_for(run):
    first, _ = run("key", "create", "twin").stdout, run("key", "create", "twin")
    said = refused(run("key", "revoke", "twin"))
    assert first[:17] in said
    assert run("key", "revoke", first[:17]).returncode == 0
    assert run("key", "revoke", "twin").returncode == 0, "one is left"


REPORT = """Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; ana@example.org
Action: failed
Status: 5.1.1

--B
Content-Type: text/rfc822-headers

Message-ID: <of-nobody@example.org>

--B--
"""


def test_reports_of_mail_servers_are_taken_from_files_and_from_a_pipe(run, tmp_path):
    one, many = tmp_path / "one.eml", tmp_path / "many.mbox"
    one.write_text(REPORT)
    many.write_text(f"From a\n{REPORT}\n\nFrom b\nSubject: a holiday\n\nGone.\n")
    told = document(run("survey", "bounces", str(one), str(many), "-", "--json", stdin=REPORT))
    assert (told["new"], told["known"]) == (0, 0)
    assert [(one["file"], one["message"], "no message of ours" in one["reason"]) for one in told["wrong"]] == [
        (str(one), 1, True), (str(many), 1, True), (str(many), 2, False), ("-", 1, True),
    ]  # fmt: skip
    assert "1 are no reports on messages of ours" in run("survey", "bounces", str(one)).stdout
    assert "cannot be read" in refused(run("survey", "bounces", str(tmp_path / "none.eml")))
