"""Paths over HTTP: a job computes each view once, the page shows what the library says, rows are for those allowed."""

from __future__ import annotations

import re
from html import unescape

import pytest

from clew_server.insights.kept.models import Kept
from clew_server.jobs.models import Job
from clew_server.jobs.worker import run_one
from clew_server.lakes.handles import opened

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def told(as_owner, page):
    """Ask for a view, let the job do it, and give the page."""

    def asked(query: str = "") -> str:
        address = f"{page('paths:paths')}?period=all&{query}"
        assert as_owner.get(address).status_code == 200
        while run_one():
            pass
        assert not Job.objects.filter(state="failed").values_list("error", flat=True)
        return as_owner.get(address).content.decode()

    return asked


def test_the_page_first_says_that_it_is_being_computed(as_owner, page):
    text = as_owner.get(page("paths:paths")).content.decode()
    assert "being computed for the first time" in text
    assert Job.objects.filter(kind="paths.tell").count() == 1
    as_owner.get(page("paths:paths"))
    assert Job.objects.filter(kind="paths.tell").count() == 1


def test_the_map_shows_the_librarys_paths(told, company):
    text = told()
    paths = opened(company.id).paths(by="customer", gap=7, names="touchpoint").summary()
    assert f"{paths.paths:,} paths" in text
    assert "<svg" in text
    assert "Computed" in text
    assert Kept.objects.count() == 1


def test_variants_are_the_librarys(told, company):
    text = told("view=variants")
    first = opened(company.id).paths(by="customer", gap=7, names="touchpoint").variants(1).rows[0]
    assert f"{first.count:,}" in text
    assert first.names[0] in text


@pytest.mark.parametrize("view", ["circles", "compare&groups=channel%3Dapp", "compare", "around"])
def test_other_views_are_shown(told, view):
    assert "Computed" in told(f"view={view}")


@pytest.mark.parametrize("groups", ["", "&groups=channel", "&groups=channel%3Dnowhere"])
def test_what_can_be_compared_is_offered_where_nothing_that_makes_two_groups_is_named(told, groups):
    text = told(f"view=compare{groups}")
    assert ("does not make two groups" in text) == bool(groups)
    assert "--groups" not in text
    offered = re.search(r'class="chip" href="([^"]*groups=channel%3D[^"]+)"', text)[1]
    assert "Difference" in told(unescape(offered).removeprefix("?"))


def test_around_a_step_shows_what_follows(told, company):
    name = opened(company.id).paths(by="customer", gap=7, names="touchpoint").transitions().rows[0].start
    text = told(f"view=around&step={name}")
    assert "After it" in text
    assert name in text


def test_an_impossible_filter_is_said_and_nothing_breaks(as_owner, page):
    address = f"{page('paths:paths')}?where=nonsense%3D1"
    as_owner.get(address)
    run_one()
    text = as_owner.get(address).content.decode()
    assert "nonsense" in text
    assert 'role="alert"' in text


def test_rows_open_for_those_allowed(told, as_owner, as_viewer):
    address = re.search(r'href="([^"]+paths/rows[^"]+)"', told())[1].replace("&amp;", "&")
    assert "contacts" in as_owner.get(address).content.decode()
    assert as_viewer.get(address).status_code == 403


def test_a_viewer_sees_the_ways_but_no_rows(told, as_viewer, page):
    told()
    text = as_viewer.get(f"{page('paths:paths')}?period=all").content.decode()
    assert "<svg" in text
    assert "paths/rows" not in text


def test_to_a_stranger_there_are_no_paths(as_stranger, page):
    assert as_stranger.get(page("paths:paths")).status_code == 404
