"""That the widget came into sight is told to the server once, without a word of who saw it; by no one who refuses."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.browser.embedding import SLUG

from .conftest import PATIENCE, QUIET
from .test_when import REFUSALS

pytestmark = pytest.mark.browser


def waits_for(there, feedback, times):
    """Wait until so many were told, and a while for one too many."""
    for _ in range(PATIENCE // 50):
        if len(feedback.seen) >= times:
            break
        there.page.wait_for_timeout(50)
    there.page.wait_for_timeout(QUIET)
    return len(feedback.seen)


def test_it_is_told_once_by_whom_the_site_is_and_by_nobody(visit, shop, feedback):
    there = visit()
    expect(there.panel).to_be_visible(timeout=PATIENCE)
    assert waits_for(there, feedback, 1) == 1
    path, headers, body = feedback.seen[0]
    assert (path, body) == (f"/s/w/{SLUG}.json", b"")
    assert headers["origin"] == shop.address
    assert "cookie" not in headers
    assert there.said == []


@pytest.mark.parametrize("refusal", REFUSALS)
def test_who_refuses_to_be_followed_is_not_counted(visit, feedback, refusal):
    name, _, value = refusal.removeprefix("navigator.").partition(" = ")
    there = visit(init=f"Object.defineProperty(Navigator.prototype, '{name}', {{get: () => {value}}});")
    expect(there.panel).to_be_visible(timeout=PATIENCE)
    assert waits_for(there, feedback, 0) == 0


def test_what_is_not_shown_is_not_counted(visit, feedback):
    feedback.config["percent"] = 0
    there = visit()
    there.stays_away()
    assert feedback.seen == []


def test_a_panel_that_never_spoke_is_not_counted(visit, feedback):
    feedback.allowed = "https://elsewhere.example"
    there = visit()
    there.stays_away()
    assert feedback.seen == []


def test_in_a_place_further_down_it_counts_when_it_comes_into_sight(visit, shop, feedback):
    shop.how["attributes"] = ' data-target="#below"'
    shop.how["policy"] = ""
    shop.how["more"] = '<div style="height:4000px"></div><div id="below"></div>'
    there = visit()
    expect(there.panel).to_have_count(1, timeout=PATIENCE)
    assert waits_for(there, feedback, 0) == 0
    there.page.locator("#below").evaluate("e => e.scrollIntoView()")
    assert waits_for(there, feedback, 1) == 1


def test_with_the_configuration_in_the_tag_nothing_is_sent(visit, shop, feedback):
    shop.how["attributes"] = (
        ' data-config=\'{"on": true, "paths": [], "words": {"en": {"title": "T", "close": "C"}}}\' data-percent="100"'
    )
    there = visit()
    expect(there.panel).to_be_visible(timeout=PATIENCE)
    assert waits_for(there, feedback, 0) == 0
