"""When the widget is shown: to how many, where, after what, and not again."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.browser.embedding import SLUG
from tests.browser.waiting import until

from .conftest import PATIENCE

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("percent", [30, 70])
def test_so_many_of_a_hundred_see_it(visit, shop, percent):
    """A number drawn at random decides, for each page view anew: here .5 is drawn."""
    shop.how["attributes"] = f' data-percent="{percent}"'
    there = visit(init="Math.random = () => 0.5;")
    if percent == 30:
        there.stays_away()
    else:
        expect(there.panel).to_be_visible(timeout=PATIENCE)


def test_the_share_is_kept_by_a_seeded_generator(visit, shop):
    """Of 400 views without loading the page anew, 25 in a hundred would show it."""
    shop.how["attributes"] = ' data-percent="25" data-delay="3600"'
    seeded = "let seed = 7; Math.random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;"
    counted = (
        "window.timers = 0; window.later = setTimeout;"
        "window.setTimeout = (f, ms) => ms === 36e5 ? ++timers : later(f, ms);"
    )
    there = visit(init=seeded + counted)
    until(there.page, "window.clew && clew.survey.doors && Object.keys(clew.survey.doors).length === 1")
    shown = there.page.evaluate(
        """async () => { timers = 0; for (let n = 0; n < 400; n++) { history.pushState({}, "", "/view/" + n);
           await new Promise(done => later(done, 1)); } return timers; }"""
    )
    assert 75 <= shown <= 125


def test_it_waits_as_long_as_it_should(browser, visit, shop):
    shop.how["attributes"] = ' data-delay="30"'
    there = visit(init="const real = setTimeout; window.waits = []; window.setTimeout = (f, ms) => { waits.push(ms);"
                       "return real(f, ms === 30000 ? 900 : ms); };")  # fmt: skip
    until(there.page, "waits.includes(30000)")
    assert not there.panel.is_visible()
    expect(there.panel).to_be_visible(timeout=PATIENCE)


@pytest.mark.parametrize(
    ("pattern", "path", "is_shown"),
    [("/help/*", "/help/orders", True), ("/help/*", "/shop", False), ("/a /SHOP", "/shop", True),
     ("/sh.p", "/shop", False), ("*op", "/shop", True)],
)  # fmt: skip
def test_it_is_shown_on_the_pages_it_belongs_to(visit, shop, pattern, path, is_shown):
    shop.how["attributes"] = f' data-path="{pattern}"'
    there = visit(path)
    if is_shown:
        expect(there.panel).to_be_visible(timeout=PATIENCE)
    else:
        there.stays_away()


def test_a_page_that_changes_its_address_without_loading_is_another_page(visit, feedback):
    feedback.config["paths"] = ["/thanks"]
    there = visit()
    there.stays_away()
    there.page.evaluate("history.pushState({}, '', '/thanks')")
    expect(there.panel).to_be_visible(timeout=PATIENCE)
    there.page.get_by_role("button", name="Close").click()
    there.page.evaluate("history.pushState({}, '', '/shop')")
    there.page.wait_for_timeout(100)
    there.page.evaluate("history.pushState({}, '', '/thanks')")
    there.stays_away()


def test_an_event_of_the_page_brings_it(visit, feedback):
    feedback.config["event"] = "order-done"
    there = visit()
    there.stays_away()
    there.page.evaluate("document.dispatchEvent(new CustomEvent('order-done'))")
    expect(there.panel).to_be_visible(timeout=PATIENCE)


def test_who_has_finished_is_not_asked_again_on_this_page_and_the_page_is_told(visit):
    there = visit()
    expect(there.panel).to_be_visible(timeout=PATIENCE)
    there.frame.get_by_role("button", name="Send").click()
    until(there.page, "told.some(one => one[0] === 'done')")
    assert there.panel.is_visible(), "the thanks are read before one closes it"
    there.page.get_by_role("button", name="Close").click()
    there.page.evaluate("history.pushState({}, '', '/elsewhere')")
    there.stays_away()


def test_a_widget_that_is_off_or_not_there_is_no_fault_of_the_page(visit, feedback):
    feedback.config = {"on": False}
    there = visit()
    there.stays_away()
    feedback.config = "nonsense"
    nonsense = visit()
    nonsense.stays_away()
    assert there.said == nonsense.said == []


REFUSALS = ["navigator.doNotTrack = '1'", "navigator.globalPrivacyControl = true"]


@pytest.mark.parametrize("refusal", ["", *REFUSALS])
def test_it_remembers_only_where_it_may(visit, shop, browser, refusal):
    shop.how["attributes"] = " data-remember"
    name, _, value = refusal.removeprefix("navigator.").partition(" = ")
    init = f"Object.defineProperty(Navigator.prototype, '{name}', {{get: () => {value}}});" if refusal else ""
    there = visit(init=init)
    expect(there.panel).to_be_visible(timeout=PATIENCE)
    there.page.get_by_role("button", name="Close").click()
    kept = there.page.evaluate("Object.entries(localStorage).flat()")
    there.page.reload()
    if refusal:
        assert kept == []
        expect(there.panel).to_be_visible(timeout=PATIENCE)
    else:
        assert kept[0] == f"clew.survey.{SLUG}"
        there.stays_away()
        long_ago = "key => localStorage.setItem(key, JSON.stringify({draw: 1, over: Date.now() - 91 * 864e5}))"
        there.page.evaluate(long_ago, kept[0])
        there.page.reload()
        expect(there.panel).to_be_visible(timeout=PATIENCE)
