"""Every chart of time draws the change log of its own workspace, and no other."""

from __future__ import annotations

import pytest

from clew_server.lakes.handles import opened

pytestmark = pytest.mark.django_db(transaction=True)

QUESTION = "?metric=csat&period=all&every=month"


@pytest.fixture
def logged(company):
    """A change amid the company's data."""
    store = opened(company.id).store
    day = opened(company.id).ask("csat", every="month").answer.rows[2].period + "-10"
    store.keep("change", "drawn", {"begins": day, "title": "Prices <up> & down"})
    yield
    store.keep("change", "drawn", None)


def test_the_chart_of_a_question_draws_it_also_as_a_file(as_owner, as_viewer, page, logged):
    for client in (as_owner, as_viewer):
        assert "Prices &lt;up&gt; &amp; down" in client.get(page("questions:chart") + QUESTION).content.decode()
    text = as_owner.get(page("questions:download", form="svg") + QUESTION).content.decode()
    assert "Prices &lt;up&gt; &amp; down" in text


def test_a_chart_from_before_the_change_is_not_shown_afterwards(as_owner, page, company):
    before = as_owner.get(page("questions:chart") + QUESTION).content.decode()
    store = opened(company.id).store
    day = opened(company.id).ask("csat", every="month").answer.rows[3].period + "-02"
    store.keep("change", "later", {"begins": day, "title": "A campaign"})
    try:
        assert "A campaign" in as_owner.get(page("questions:chart") + QUESTION).content.decode()
    finally:
        store.keep("change", "later", None)
    assert as_owner.get(page("questions:chart") + QUESTION).content.decode() == before
