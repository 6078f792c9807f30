"""Every chart of time draws the change log of its own workspace, and no other."""

from __future__ import annotations

from datetime import date

import pytest

from clew_server.jobs.worker import run_one
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


def test_pulse_draws_it_on_its_lines_and_names_it_in_their_tables(as_owner, company, page):
    store = opened(company.id).store
    address, htmx = page("pulse:tiles"), {"HX-Request": "true"}
    before = as_owner.get(address, headers=htmx).content.decode()
    week = opened(company.id).ask("csat", every="week").answer.rows[-1].period
    store.keep("change", "drawn", {"begins": date.fromisocalendar(int(week[:4]), int(week[6:]) - 3, 2).isoformat(),
                                   "title": "Prices <up>"})  # fmt: skip
    try:
        text = as_owner.get(address, headers=htmx).content.decode()
    finally:
        store.keep("change", "drawn", None)
    lines = before.count('class="spark wide"')
    assert lines > 1
    assert text.count('<line class="mark"') == lines
    assert "Prices &lt;up&gt;</title>" in text
    assert 'tabindex="0" role="img"' in text
    assert '<span class="ci">Prices &lt;up&gt;</span></th>' in text


def test_the_backlog_names_it_beside_its_month(as_owner, company, page):
    store = opened(company.id).store
    month = opened(company.id).ask("backlog.open", every="month").answer.rows[-3].period
    store.keep("change", "drawn", {"begins": f"{month}-10", "title": "Prices <up>"})
    try:
        as_owner.get(f"{page('service:service')}?period=all")
        while run_one(only_waited_for=True):
            pass
        text = as_owner.get(f"{page('service:service')}?period=all").content.decode()
    finally:
        store.keep("change", "drawn", None)
    assert text.count("Prices &lt;up&gt;") == 1
