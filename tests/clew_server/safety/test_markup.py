"""No text that came from outside becomes markup: 200 strings in every column, every page read by a parser."""

from __future__ import annotations

import shutil
from uuid import UUID

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from clew_server.accounts import services
from clew_server.accounts.models import Workspace
from clew_server.jobs.worker import run_one
from clew_server.lakes.handles import close_all
from clew_server.policy import POLICY

from .hostile import PAYLOADS, faults, hostile_workspace

#: Where a page could forget to escape; a template's own braces and an address after a word run in none of them.
PLACES = ("<p>{}</p>", '<a href="{}">', "<a title='{}'>", '<a title="{}">')
pytestmark = pytest.mark.django_db(transaction=True)

#: What an address adds, so that the texts are shown as groups, filters and steps too.
QUERIES = ("", "period=all", "period=all&by=touchpoint&metric=nps", "period=all&view=variants",
           "period=all&where=touchpoint%3D%3Cimg%20src%3Dx%20onerror%3Dwindow.__pwn%3D1%3E", "q=%3Cscript%3E",
           "period=%22%3E%3Cb%20pwn%3E&compare=%27%3E%3Cb%20pwn%3E&where=%3Cb%20pwn%3E")  # fmt: skip


@pytest.fixture(scope="module")
def stored(data, tmp_path_factory):
    store = hostile_workspace(data, tmp_path_factory.mktemp("hostile"))
    yield store
    close_all()
    shutil.rmtree(store.place.folder)


@pytest.fixture
def owner(stored, db):
    workspace = services.adopt({UUID(stored.id): "<img src=x onerror=window.__pwn=1>"})[0]
    user = services.join("owner@example.org", "owner", [workspace])
    type(user).objects.update(name="<script>window.__pwn=1</script>")
    client = Client()
    client.force_login(user)
    return client, workspace


def pages(workspace: Workspace) -> list[str]:
    """Every page that needs nothing but the workspace."""
    found = []
    for route, rule in POLICY.items():
        if rule.get is None or ":" not in route:
            continue
        try:
            found.append(reverse(route, kwargs={"workspace_id": workspace.id}))
        except NoReverseMatch:
            continue
    return found


def test_there_are_two_hundred_payloads_and_a_page_that_forgets_is_caught():
    assert len(set(PAYLOADS)) == 200
    silent = [w for w in PAYLOADS if not any(faults(place.format(w)) for place in PLACES)]
    assert all("{" in w or "javascript:" in w.lower() or "data:" in w for w in silent), silent
    assert len(silent) < 40


def test_no_page_lets_a_text_become_markup(owner):
    client, workspace = owner
    found, looked = [], 0
    for turn in range(2):
        for address in pages(workspace):
            for query in QUERIES:
                response = client.get(f"{address}?{query}")
                assert response.status_code < 500, f"{address}?{query}"
                if "html" in response.headers.get("Content-Type", ""):
                    looked += 1
                    found += [f"{address}?{query}: {fault}" for fault in faults(response.content.decode())]
        while turn == 0 and run_one():
            pass
    assert not found, "\n".join(sorted(set(found))[:20])
    assert looked > 20
