"""The sites that may show surveys: an owner names them, others see them; what is none is told line by line."""

from __future__ import annotations

import uuid

import pytest

from clew.store import open_workspace
from clew_server.accounts import services
from clew_server.configuration import configuration
from clew_server.lakes.handles import opened
from clew_server.surveys.look import origins_of
from clew_server.surveys.showing.origins import MOST, read_origins

pytestmark = pytest.mark.django_db

ADDRESS = "surveys:origins"


@pytest.fixture
def own(workspaces, people):
    """A fresh, empty workspace with the people of the company in it."""
    store = open_workspace(configuration().data, f"own {uuid.uuid4().hex[:8]}")
    workspace = services.adopt({uuid.UUID(store.id): store.name})[0]
    for role in ("owner", "analyst", "viewer"):
        services.join(people[role].email, role, [workspace])
    return workspace


@pytest.fixture
def address(own, page):
    return page(ADDRESS, own.id)


def test_an_owner_names_sites_and_takes_them_back(as_owner, own, address, page):
    lines = "https://Shop.example/thanks?x=1\n\nhttp://localhost:8080\n"
    done = as_owner.post(address, {"origins": lines}, follow=True)
    assert origins_of(own.id) == ("https://shop.example", "http://localhost:8080")
    shown = done.content.decode()
    assert "Sites that may show surveys were named." in shown
    edit = done.redirect_chain[0][0].rpartition("done=")[2]
    undone = as_owner.post(page("company:undo", own.id, edit_id=edit), follow=True)
    assert origins_of(own.id) == ()
    assert "Undone" in undone.content.decode()


def test_naming_none_takes_the_document_away(as_owner, own, address):
    as_owner.post(address, {"origins": "https://shop.example"})
    as_owner.post(address, {"origins": " \n"})
    assert opened(own.id).store.settings.documents["origins"] == {}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("shop.example", "does not say https://"),
        ("https://*.shop.example", "has a *"),
        ("javascript://shop.example", "is not the address of a site"),
        ("https://user@shop.example", "is not the address of a site"),
        ("https://shop.example:99999", "is not the address of a site"),
        ("https://shop.example'; script-src *", "has a *"),
        ("https://shop.example;frame-src", "is not the address of a site"),
        ("https://shop.example'", "is not the address of a site"),
        ("https://shop.example,b.example", "is not the address of a site"),
        ("https://[::1", "is not the address of a site"),
        ("https://[fe80::1%25x]", "is not the address of a site"),
        ("https://shop..example", "is not the address of a site"),
        ("https://shop.example; frame-src x", "is not the address of a site"),
        ("https://<script>alert(1)</script>", "is not the address of a site"),
    ],
)
def test_what_is_no_site_is_told_and_nothing_is_kept(as_owner, own, address, line, said):
    shown = as_owner.post(address, {"origins": f"https://good.example\n{line}"})
    text = shown.content.decode()
    assert shown.status_code == 422
    assert said in text
    assert "https://good.example" in text, "what was written is still there"
    assert "<script>alert" not in text
    assert origins_of(own.id) == ()


@pytest.mark.parametrize("line", ["https://[2001:DB8::1]:8443", "http://127.0.0.1:8000", "https://a-b.shop.example",
                                  "https://xn--krnten-vva.example"])  # fmt: skip
def test_addresses_of_the_net_and_long_names_are_sites(line):
    assert read_origins(line + "/x").origins == (line.lower(),)


def test_there_may_be_so_many():
    many = [f"https://shop{number}.example" for number in range(MOST + 1)]
    assert read_origins("\n".join(many[:MOST])).wrong == ()
    assert read_origins("\n".join(many)).wrong == (f"There may be {MOST} at most.",)
    assert read_origins("\n".join([many[0]] * 99)).origins == (many[0],)


def test_others_see_them_and_change_nothing(client_of, as_owner, own, address):
    as_owner.post(address, {"origins": "https://shop.example"})
    seen = client_of("analyst").get(address)
    assert "https://shop.example" in seen.content.decode()
    assert "<textarea" not in seen.content.decode()
    assert client_of("analyst").post(address, {"origins": ""}).status_code == 403
    assert client_of("viewer").get(address).status_code == 403
    assert client_of("stranger").get(address).status_code == 404
    assert origins_of(own.id) == ("https://shop.example",)


def test_who_saves_over_what_they_have_not_seen_is_told(as_owner, own, address):
    as_owner.post(address, {"origins": "https://shop.example"})
    late = as_owner.post(address, {"origins": "https://mine.example", "seen": "{}"})
    assert late.status_code == 422
    assert "Somebody changed this while you were at it." in late.content.decode()
    assert "https://mine.example" in late.content.decode()
    assert origins_of(own.id) == ("https://shop.example",)
