"""What people say of a finding is kept by the library, can be undone, and only those who may say it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from clew_server.lakes.handles import opened


@pytest.fixture
def first(first, company):
    """The first finding, of which nothing is said before and after."""
    yield first
    opened(company.id).store.keep("finding", first.id, None)


def kept(company, first):
    return opened(company.id).store.settings.documents["finding"].get(first.id)


def day(days):
    return (timezone.now().date() + timedelta(days=days)).isoformat()


def test_a_finding_is_owned_noted_and_muted_and_that_is_undone(as_analyst, page, company, first):
    form = {"owner": "Ana", "note": "since May", "known": "on", "mute_until": day(30)}
    response = as_analyst.post(page("pulse:say", finding_id=first.id), form)
    assert response.status_code == 302
    assert kept(company, first) == {
        "owner": "Ana", "note": "since May", "known": True, "mute_until": day(30), "title": first.title,
    }  # fmt: skip
    shown = as_analyst.get(page("pulse:findings")).content.decode()
    told, _, muted = shown.partition("muted for now")
    assert f"finding-{first.id}" not in told
    assert f"finding-{first.id}" in muted
    assert "since May" in muted
    assert "Undo the last change" in shown
    as_analyst.post(page("pulse:undo", finding_id=first.id))
    assert kept(company, first) is None
    assert "Undo the last change" not in as_analyst.get(page("pulse:findings")).content.decode()


def test_with_htmx_the_finding_comes_back_in_its_place(as_owner, page, company, first):
    htmx = {"HX-Request": "true"}
    opened_form = as_owner.get(page("pulse:finding", finding_id=first.id), headers=htmx).content.decode()
    assert "<html" not in opened_form
    assert 'name="mute_until"' in opened_form
    response = as_owner.post(page("pulse:say", finding_id=first.id), {"owner": "Ben"}, headers=htmx)
    shown = response.content.decode()
    assert response.status_code == 200
    assert shown.strip().startswith(f'<li id="finding-{first.id}"')
    assert "Ben" in shown
    assert "Undo the last change" in shown


def test_a_day_that_is_none_is_said_beside_the_form(as_owner, page, company, first):
    response = as_owner.post(page("pulse:say", finding_id=first.id), {"mute_until": "soon"})
    assert response.status_code == 422
    assert "is no day" in response.content.decode()
    assert kept(company, first) is None


def test_an_agent_takes_a_finding_but_says_nothing_else(client_of, page, company, first):
    agent = client_of("agent")
    assert agent.post(page("pulse:say", finding_id=first.id), {"owner": "Ana"}).status_code == 403
    assert agent.post(page("pulse:take", finding_id=first.id)).status_code == 302
    assert kept(company, first)["owner"] == "agent@example.org"
    agent.post(page("pulse:undo", finding_id=first.id))
    assert kept(company, first) is None


@pytest.mark.parametrize("route", ["say", "take", "undo"])
def test_a_viewer_may_not_and_to_a_stranger_there_is_none(as_viewer, as_stranger, page, first, rival, route):
    address = page(f"pulse:{route}", finding_id=first.id)
    assert as_viewer.post(address).status_code == 403
    assert as_stranger.post(address).status_code == 404
    assert as_stranger.post(page(f"pulse:{route}", rival.id, finding_id=first.id)).status_code == 404


def test_what_is_written_is_text_and_never_markup(as_owner, page, first):
    as_owner.post(page("pulse:say", finding_id=first.id), {"note": "<script>alert(1)</script>", "owner": '"><b>x'})
    shown = as_owner.get(page("pulse:findings")).content.decode()
    assert "<script>alert" not in shown
    assert "&lt;script&gt;" in shown
    assert '"><b>x' not in shown


def test_a_finding_that_was_never_told_does_not_exist(as_owner, page, diagnosed):
    assert as_owner.get(page("pulse:finding", finding_id="000000000000")).status_code == 404
    assert json.dumps(opened(diagnosed.id).store.settings.documents["finding"]) == "{}"
