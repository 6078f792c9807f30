"""A page that waits for a job asks for the state alone, and is told once that all is there."""

from __future__ import annotations

import pytest

from clew_server.insights.kept.models import Kept
from clew_server.jobs.models import Job
from clew_server.jobs.worker import run_one

pytestmark = pytest.mark.django_db(transaction=True)
ASKS = {"HX-Request": "true", "HX-Target": "kept"}
PAGES = {"paths:paths": "told", "service:service": "told", "reasons:reasons": "told", "feedback:facets": "counts"}


@pytest.mark.parametrize(("route", "place"), PAGES.items())
def test_only_the_state_is_asked_for_and_the_page_is_brought_when_it_is_over(as_owner, page, route, place):
    address = f"{page(route)}?period=all"
    assert f'id="{place}"' in as_owner.get(address).content.decode()
    text = as_owner.get(address, headers=ASKS).content.decode()
    assert 'id="kept"' in text
    assert f'id="{place}"' not in text
    assert "every 1500ms" in text
    assert "data-ready" not in text
    run_one()
    text = as_owner.get(address, headers=ASKS).content.decode()
    assert "every 1500ms" not in text
    assert "data-ready" in text
    assert f'hx-target="#{place}" hx-select="#{place}"' in text


def test_a_computation_asked_for_once_is_not_asked_for_again_by_the_state(as_owner, page):
    address = f"{page('reasons:reasons')}?period=all&anew=1"
    as_owner.get(address)
    run_one()
    state = as_owner.get(address).content.decode()
    polled = state.split('id="kept"')[1].split('hx-get="')[1].split('"')[0].replace("&amp;", "&")
    assert "anew" not in polled
    run_one()
    assert "data-ready" in as_owner.get(polled, headers=ASKS).content.decode()
    assert Job.objects.count() == 2
    assert Kept.objects.count() == 1


def test_what_failed_is_said_and_not_asked_for_any_more(as_owner, page):
    address = f"{page('paths:paths')}?where=nonsense%3D1"
    as_owner.get(address)
    run_one()
    text = as_owner.get(address, headers=ASKS).content.decode()
    assert 'role="alert"' in text
    assert "hx-get" not in text


def test_without_a_script_the_page_says_to_reload(as_owner, page):
    text = as_owner.get(page("service:service")).content.decode()
    assert "Reload to see how far it is" in text.split("<noscript>")[-1]
