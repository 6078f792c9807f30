"""One person is planted in every store of the server, erased, and nowhere any more: in no row, and in no byte."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.apps import apps
from tests.clew.store.erasure.conftest import scan
from tests.clew_server.erasure.stores import CUSTOMER, MAIL, STORES, canary, import_hers, in_rows, plant

from clew.store import open_workspace
from clew_server.accounts import services
from clew_server.accounts.models import User, Workspace
from clew_server.configuration import configuration
from clew_server.erasure.registry import FORGETS
from clew_server.insights.customers.erasing import erase
from clew_server.insights.dashboards.models import Card
from clew_server.insights.questions.models import SavedQuestion
from clew_server.jobs.models import Job
from clew_server.lakes.handles import known_workspaces, opened

#: What stands in a file of its own, not in a row.
FILES = {canary("upload file"), canary("prepared file")}
EVERYTHING = {*map(canary, STORES), CUSTOMER, MAIL}
HERE = Path(__file__).parent


@pytest.fixture
def planted(data, db, tmp_path):
    name = f"erased-{tmp_path.name}"
    open_workspace(data, name)
    workspace = next(w for w in services.adopt(known_workspaces(configuration().data)) if w.name == name)
    owner = services.join("erasing@example.org", "owner", [workspace])
    import_hers(opened(workspace.id), tmp_path)
    plant(workspace, owner)
    yield workspace
    opened(workspace.id).close()


def test_she_is_in_every_store_before_and_in_no_row_after(planted):
    assert in_rows() >= EVERYTHING - FILES, "a store in which she cannot be found says nothing afterwards"
    server = configuration().server_folder
    assert scan(server / "uploads" / str(planted.id), FILES) | scan(server / "prepared", FILES) == FILES
    found = erase(planted, CUSTOMER)
    assert found["marks"] > len(STORES) / 2
    assert in_rows() == set()
    assert scan(server / "uploads", FILES) == set()
    assert scan(server / "prepared", FILES) == set()


def test_what_is_not_about_her_stays(planted):
    erase(planted, CUSTOMER)
    mine = {"workspace": planted}
    assert list(SavedQuestion.objects.filter(**mine).values_list("name", flat=True)) == ["of all"]
    cards = Card.objects.filter(dashboard__workspace=planted)
    left = [("", "ask (erased) again"), ("of (erased)", ""), ("of all", "")]
    assert sorted(cards.values_list("title", "text")) == left
    assert Job.objects.filter(workspace_id=planted.id, state="queued").count() == 0, "what was to come is stopped"


def test_another_workspace_is_left_alone(planted, company, people):
    SavedQuestion.objects.create(
        workspace=company, owner=people["owner"], name="theirs", query={"where": [f"customer_id={CUSTOMER}"]}
    )
    erase(planted, CUSTOMER)
    assert SavedQuestion.objects.filter(workspace=company, name="theirs").exists()


def test_every_room_that_keeps_rows_of_a_workspace_forgets_or_says_why_not():
    """A new table that may name somebody needs a way to forget, or a reason here."""
    without = {
        "accounts": "Workspace Member Invitation Key",  # people who log in, not customers
        "customers": "Seen",  # whom as a keyed hash
        "hiding": "Region",  # counts over rows
    }
    rooms = {forget.__module__.rpartition(".")[0].rpartition(".")[2] for forget in FORGETS.values()}
    lacking = [
        f"{model._meta.app_label}.{model.__name__}"
        for model in apps.get_models()
        if model.__module__.startswith("clew_server")
        and any(field.name in {"workspace", "workspace_id"} for field in model._meta.get_fields())
        and model._meta.app_label not in rooms
        and model.__name__ not in without.get(model._meta.app_label, "").split()
    ]
    assert lacking == []


def _run(data, *words):
    environment = {**os.environ, "CLEW_DATA": str(data), "CLEW_DATABASE_URL": "", "DATABASE_URL": ""}
    found = subprocess.run(words, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert found.returncode == 0, found.stderr
    return found.stdout


def test_the_command_line_leaves_no_byte_of_her_in_the_whole_data_folder(tmp_path):
    data = tmp_path / "data"
    script = [sys.executable, str(HERE / "stores.py"), str(data)]
    assert set(json.loads(_run(data, *script, "plant"))) >= EVERYTHING - FILES
    packed = {canary("session"), canary("session of hers")}  # signed and packed: its row was looked at above
    assert scan(data / "server", EVERYTHING - packed) == EVERYTHING - packed
    assert scan(data, [MAIL]) == {MAIL}
    clew = [str(Path(sys.executable).with_name("clew")), "--data", str(data), "--json"]
    with closing(sqlite3.connect(data / "server" / "server.sqlite3")) as server:  # has it open, so its log stays
        server.execute("SELECT count(*) FROM accounts_user").fetchall()
        told = json.loads(_run(data, *clew, "erase", CUSTOMER))
        assert told["erased"]["is_purged"]
        assert scan(data, EVERYTHING) == set()
    assert json.loads(_run(data, *script, "look")) == []


@pytest.mark.django_db
def test_users_and_workspaces_are_not_touched(planted):
    before = (User.objects.count(), Workspace.objects.count())
    erase(planted, CUSTOMER)
    assert (User.objects.count(), Workspace.objects.count()) == before
