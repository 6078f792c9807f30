"""Segments: what is kept is what the library reads, the count is its own, hostile names are text."""

from __future__ import annotations

import pytest

from clew.questions.segments.segment import read_segments
from clew_server.company.grouping.views import segments_in, shown_count
from clew_server.jobs.worker import run_one
from clew_server.lakes.handles import opened

pytestmark = pytest.mark.django_db(transaction=True)

HOSTILE = "<svg onload=alert(1)>"
FORM = {
    "called": HOSTILE, "field": ["country", "country", ""], "operator": ["=", "=", "="], "value": ["PL", "RO", ""],
    "note": "for the spring", "do": "save",
}  # fmt: skip


def test_a_segment_is_the_librarys_and_undo_is_exact(as_analyst, store, address, undo):
    shown = as_analyst.post(address("company:segment"), FORM, follow=True)
    found = read_segments(store.settings.documents)[HOSTILE]
    assert [(each.field, each.value) for each in found.conditions] == [("country", "PL"), ("country", "RO")]
    text = shown.content.decode()
    assert "&lt;svg onload=alert(1)&gt;" in text
    assert HOSTILE not in text
    undo(as_analyst, shown)
    assert read_segments(store.settings.documents) == {}


def test_it_is_changed_renamed_and_removed(as_analyst, store, address, undo):
    as_analyst.post(address("company:segment"), FORM)
    as_analyst.post(address("company:segment"), {**FORM, "name": HOSTILE, "called": "Neighbours"})
    assert list(read_segments(store.settings.documents)) == ["Neighbours"]
    gone = as_analyst.post(address("company:segment"), {"name": "Neighbours", "do": "remove"}, follow=True)
    assert read_segments(store.settings.documents) == {}
    undo(as_analyst, gone)
    assert list(read_segments(store.settings.documents)) == ["Neighbours"]


def test_a_count_without_saving_and_the_list_say_the_librarys_number(as_analyst, company, page):
    wanted = opened(company.id)
    rows = wanted.engine.read("SELECT count(*) AS n FROM customers WHERE country = 'PL'", wanted.store.snapshot().views)
    count = rows.to_pylist()[0]["n"]
    given = {"called": "", "field": "country", "operator": "=", "value": "PL", "do": "count"}
    text = as_analyst.post(page("company:segment"), given).content.decode()
    assert f"{count:,} customers meet" in text
    assert wanted.store.settings.documents["segment"] == {}
    wanted.store.keep("segment", "Polish", {"conditions": [{"field": "country", "operator": "=", "value": "PL"}]})
    try:
        as_analyst.get(page("company:segments"))
        while run_one():
            pass
        assert f'<td class="r">{count:,}</td>' in as_analyst.get(page("company:segments")).content.decode()
    finally:
        wanted.store.keep("segment", "Polish", None)


def test_what_is_wrong_stands_beside_its_row_and_nothing_typed_is_lost(as_analyst, store, address):
    wrong = {**FORM, "called": "", "field": ["colour", "country"], "value": ["<b>red", "PL"], "operator": ["=", "="]}
    shown = as_analyst.post(address("company:segment"), wrong)
    text = shown.content.decode()
    assert shown.status_code == 422
    assert "country" in text
    assert 'value="&lt;b&gt;red"' in text
    assert "needs a name" in text
    assert read_segments(store.settings.documents) == {}


def test_a_name_that_is_taken_is_not_overwritten(as_analyst, store, address):
    as_analyst.post(address("company:segment"), FORM)
    before = store.settings.documents
    assert as_analyst.post(address("company:segment"), {**FORM, "value": ["DE", "", ""]}).status_code == 422
    assert store.settings.documents == before


def test_viewers_hear_of_no_small_group():
    assert shown_count(3, "viewer") is None
    assert (shown_count(3, "analyst"), shown_count(300, "viewer")) == (3, 300)


def test_where_a_segment_is_used_is_read_from_kept_questions():
    assert segments_in({"where": ["segment=Polish", "channel=web"], "segments": ["Pro"]}) == {"Polish", "Pro"}


def test_roles_and_other_workspaces(as_analyst, as_viewer, as_stranger, client_of, store, address, page):
    as_analyst.post(address("company:segment"), {**FORM, "called": "Mine"})
    assert as_analyst.get(page("company:segment") + "?name=Mine").status_code == 404
    assert as_analyst.get(address("company:segment") + "?name=Mine").status_code == 200
    for client, status in ((as_viewer, 403), (client_of("agent"), 403), (as_stranger, 404)):
        for route in ("company:segments", "company:segment"):
            assert client.get(address(route)).status_code == status
        assert client.post(address("company:segment"), FORM).status_code == status
