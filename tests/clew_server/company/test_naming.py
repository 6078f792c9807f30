"""Names: what is renamed is the library's fact, escaped, and taken back without a trace."""

from __future__ import annotations

import pytest

from clew_server.company.models import Edit

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def named(store, tmp_path):
    """Events at three touchpoints, one of them hostile."""
    file = tmp_path / "events.csv"
    file.write_text(
        "event_id,customer_id,name,occurred_at,touchpoint\n1,a,x,2026-01-01,Rechnung\n2,a,x,2026-01-02,Faktura\n"
        '3,b,x,2026-01-03,"<img src=x onerror=alert(1)>"\n'
    )
    store.import_files([file], table="events")
    return store


def test_several_names_become_one_and_undo_gives_each_its_own_back(as_analyst, named, address, undo):
    before = named.names("touchpoint")
    shown = as_analyst.get(address("company:names")).content.decode()
    assert "&lt;img src=x onerror=alert(1)&gt;" in shown
    assert "<img src=x" not in shown
    chosen = {"column": "touchpoint", "name": ["Rechnung", "Faktura"], "new": "Invoice"}
    after = as_analyst.post(address("company:names"), chosen, follow=True)
    assert {row["name"]: row["shown_as"] for row in named.names("touchpoint")}["Rechnung"] == "Invoice"
    assert "“Rechnung” and “Faktura” are shown as “Invoice”" in after.content.decode()
    undo(as_analyst, after)
    assert named.names("touchpoint") == before


def test_a_fact_of_the_command_line_is_undone_here_too_and_a_strange_one_is_none(as_analyst, named, address):
    fact = named.rename("touchpoint", "Rechnung", "Invoice")
    as_analyst.post(address("company:names"), {"column": "touchpoint", "fact": fact.id})
    assert named.renames()[0].undone_at is not None
    wrong = {"column": "touchpoint", "fact": "0" * 32}
    assert as_analyst.post(address("company:names"), wrong).status_code == 404
    assert as_analyst.post(address("company:names"), {"column": "customer_id"}).status_code == 404


def test_what_cannot_be_is_said_and_of_several_none_is_renamed(as_analyst, named, address):
    for given, said in (
        ({"name": [], "new": "x"}, "Choose one name"),
        ({"name": ["Rechnung"], "new": " "}, "Say what they are"),
        ({"name": ["Faktura", "Rechnung"], "new": "x" * 300}, "1 to 200 characters"),
    ):
        shown = as_analyst.post(address("company:names"), {"column": "touchpoint", **given})
        assert shown.status_code == 422
        assert said in shown.content.decode()
    assert {row["name"] == row["shown_as"] for row in named.names("touchpoint")} == {True}


def test_what_is_undone_is_not_undone_once_more(as_analyst, as_owner, named, address):
    given = {"column": "touchpoint", "name": ["Rechnung"], "new": "Invoice"}
    as_analyst.post(address("company:names"), given)
    edit = Edit.objects.get(kind="rename")
    as_analyst.post(address("company:undo", edit_id=edit.id))
    first = Edit.objects.get(id=edit.id)
    shown = as_owner.post(address("company:undo", edit_id=edit.id), follow=True)
    assert "This is undone already." in shown.content.decode()
    again = Edit.objects.get(id=edit.id)
    assert (again.undone_at, again.undone_by_id) == (first.undone_at, first.undone_by_id)


def test_where_the_second_of_two_cannot_be_the_first_is_taken_back(as_analyst, named, address):
    named.rename("touchpoint", "Faktura", "Bill")
    given = {"column": "touchpoint", "name": ["Rechnung", "Faktura"], "new": "Invoice"}
    assert as_analyst.post(address("company:names"), given).status_code == 422
    assert {row["name"]: row["shown_as"] for row in named.names("touchpoint")}["Rechnung"] == "Rechnung"
    assert [fact.old for fact in named.renames() if fact.undone_at is None] == ["Faktura"]


def test_only_owners_and_analysts(as_viewer, as_stranger, client_of, address):
    for client, status in ((as_viewer, 403), (client_of("agent"), 403), (as_stranger, 404)):
        assert client.get(address("company:names")).status_code == status
        assert client.post(address("company:names"), {"name": "a", "new": "b"}).status_code == status
