"""The page of customers in the morning: whom to look after, for those who may see customers."""

from __future__ import annotations

import pytest
from lxml.etree import HTML

from clew_server.insights.customers.hurt import lines_of
from clew_server.jobs.worker import run_one

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def without_a_heart(monkeypatch):
    monkeypatch.setattr("clew_server.jobs.worker._beat", lambda *_: None)


def test_before_a_search_the_page_tells_whom_to_look_after(client_of, at):
    first = client_of("agent").get(at("customers:customers")).content.decode()
    assert "Whom to look after" in first
    assert "This is being computed for the first time." in first
    while run_one():
        pass
    html = client_of("agent").get(at("customers:customers")).content.decode()
    assert "2 customers had a bad experience in the 14 days to" in html
    assert html.index("<b>kowalska-77</b>") < html.index("<b>other-12</b>"), "who was hurt the most often is first"
    assert "Rated: NPS 3 (0 to 10)" in html
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html
    assert "2 of 2 are shown" not in html


def test_what_is_brought_when_it_is_computed_keeps_its_heading(client_of, at):
    """A heading called `lead` is brought by itself, to where it stands: out of what is brought with it, it would go."""
    html = client_of("agent").get(at("customers:customers")).content.decode()
    (brought,) = HTML(html).xpath("//*[@id='told']")
    assert brought.xpath(".//h2")
    assert not brought.xpath(".//*[@id='lead']")


def test_a_search_shows_what_was_found_and_nobody_else(client_of, at):
    html = client_of("agent").get(at("customers:customers", "q=other-12")).content.decode()
    assert "<b>other-12</b>" in html
    assert "kowalska" not in html.replace("Anna Kowalska", "")


def test_viewers_are_told_nothing(as_viewer, at):
    assert as_viewer.get(at("customers:customers")).status_code == 403


def test_many_things_are_counted_and_long_words_cut():
    hurt = {"how": "promise", "at": "2026-01-01T00:00:00", "id": "p", "text": "long words " * 40}
    document = {"total": 1, "customers": [{"customer_id": "k", "hurts": [hurt] * 6}], "known": {"k": ["Ala", "a@b.c"]}}
    (line,) = lines_of(document)
    assert (line.known, len(line.said), line.more) == ("Ala · a@b.c", 4, 2)
    assert len(line.words) <= 202
    assert line.words.endswith("words …") or line.words.endswith("long …")
    assert lines_of({}) == []
