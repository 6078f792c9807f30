"""The change log: what is kept is what the library lists; correct, remove and undo by hand."""

from __future__ import annotations

import pytest

from clew.changes import Change, read_changes

pytestmark = pytest.mark.django_db(transaction=True)

ENTRY = {"title": "<script>alert(1)</script> Relaunch", "kind": "release", "begins": "2026-03-01", "ends": "2026-03-03"}


@pytest.fixture
def added(as_analyst, store, address):
    """The id of an entry that an analyst added."""
    as_analyst.post(address("company:changes"), ENTRY)
    return next(iter(store.settings.documents["change"]))


def test_an_entry_is_the_librarys_escaped_and_undone_exactly(as_analyst, store, address, undo):
    shown = as_analyst.post(address("company:changes"), ENTRY, follow=True)
    [found] = read_changes(store.settings.documents).values()
    assert found == Change.of(ENTRY)
    text = shown.content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; Relaunch" in text
    assert "<script>alert" not in text
    undo(as_analyst, shown)
    assert store.settings.documents["change"] == {}


def test_an_entry_is_corrected_and_the_correction_undone(as_analyst, store, address, added, undo):
    before = store.settings.documents["change"][added]
    corrected = {**ENTRY, "title": "Relaunch", "ends": "", "note": "one\r\ntwo"}
    shown = as_analyst.post(address("company:change", change_id=added), corrected, follow=True)
    found = Change.of(store.settings.documents["change"][added])
    assert (found.title, found.ends, found.note) == ("Relaunch", None, "one\ntwo")
    undo(as_analyst, shown)
    assert store.settings.documents["change"][added] == before


def test_a_removed_entry_comes_back_under_its_own_id(as_analyst, store, address, added, undo):
    before = store.settings.documents
    shown = as_analyst.post(address("company:change", change_id=added), {"do": "remove"}, follow=True)
    assert store.settings.documents["change"] == {}
    undo(as_analyst, shown)
    assert store.settings.documents == before


def test_what_is_wrong_is_said_beside_its_field_and_kept_in_the_form(as_analyst, store, address):
    shown = as_analyst.post(address("company:changes"), {**ENTRY, "ends": "2026-02-01", "kind": "miracle"})
    text = shown.content.decode()
    assert shown.status_code == 422
    assert "lies before the first" in text
    assert "miracle" in text
    assert 'value="2026-02-01"' in text
    assert store.settings.documents["change"] == {}


def test_only_owners_and_analysts_and_only_their_own(as_owner, as_viewer, as_stranger, client_of, address, page, added):
    assert as_owner.get(address("company:change", change_id=added)).status_code == 200
    assert as_owner.get(page("company:change", change_id=added)).status_code == 404
    for client, status in ((as_viewer, 403), (client_of("agent"), 403), (as_stranger, 404)):
        for route, more in (("company:changes", {}), ("company:change", {"change_id": added})):
            assert client.get(address(route, **more)).status_code == status
            assert client.post(address(route, **more), ENTRY).status_code == status
