"""The page is computed by a job and shows what the library says; strangers see nothing."""

from __future__ import annotations

import re
from html import unescape

import pytest

from clew_server.jobs.models import Job
from clew_server.jobs.worker import run_one
from clew_server.lakes.handles import opened

pytestmark = pytest.mark.django_db(transaction=True)


def shown(client, address):
    client.get(address)
    while run_one():
        pass
    assert not Job.objects.filter(state="failed").values_list("error", flat=True)
    return client.get(address).content.decode()


def test_times_and_shares_are_the_librarys(as_owner, page, company):
    text = shown(as_owner, f"{page('service:service')}?period=all")
    reopened = opened(company.id).ask("reopen_rate.reopened", settings={"together": True}).answer.rows[0]
    assert f"{reopened.value:.1%}" in text
    assert f">{reopened.n:,}</a>" in text
    assert "Who had the ball" in text


def test_filters_hold(as_owner, page, company):
    whole = opened(company.id).ask("reopen_rate.reopened").answer.rows[0].n
    text = shown(as_owner, f"{page('service:service')}?period=all&where=channel%3De-mail")
    few = opened(company.id).ask("reopen_rate.reopened", where=["channel=e-mail"]).answer.rows
    assert few[0].n < whole
    assert f">{few[0].n:,}</a>" in text


def addresses(text, route):
    return [unescape(found) for found in re.findall(rf'href="([^"]*/{route}/\?[^"]*)"', text)]


def test_figures_open_their_question_and_their_rows(as_owner, page, company):
    text = shown(as_owner, f"{page('service:service')}?period=all")
    behind = next(each for each in addresses(text, "rows") if "metric=reopen_rate" in each)
    opened_rows = as_owner.get(behind)
    assert opened_rows.status_code == 200, opened_rows.content[:500]
    n = opened(company.id).ask("reopen_rate.reopened", settings={"together": True}).answer.rows[0].n
    assert f"{n:,}" in opened_rows.content.decode()
    for address in addresses(text, "questions"):
        assert as_owner.get(address).status_code == 200, address


def test_nothing_opens_to_a_viewer(as_viewer, page):
    assert not addresses(shown(as_viewer, f"{page('service:service')}?period=all"), "rows")


def test_an_empty_workspace_says_what_is_missing(as_stranger, page, rival):
    text = shown(as_stranger, page("service:service", rival.id))
    assert "neither tickets nor calls" in text


def test_to_a_stranger_there_is_no_service(as_stranger, page):
    assert as_stranger.get(page("service:service")).status_code == 404
