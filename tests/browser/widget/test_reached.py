"""The widget and the page around it: who opens it, where the focus is, whose messages it hears."""

from __future__ import annotations

from contextlib import suppress

import pytest
from playwright.sync_api import Error, expect
from tests.browser.embedding import SLUG, closing, open_shop
from tests.browser.waiting import until

from .conftest import PATIENCE

pytestmark = pytest.mark.browser


def test_the_page_may_show_and_hide_it_and_the_focus_comes_back(visit, feedback):
    feedback.config["event"] = "never"
    there = visit()
    there.page.locator("#ask").evaluate("(e, slug) => e.addEventListener('click', () => clew.survey.show(slug))", SLUG)
    there.page.click("#ask")
    expect(there.panel).to_be_visible(timeout=PATIENCE)
    assert there.focused() == "section"
    there.page.keyboard.press("Tab")
    assert there.focused() == "button"
    there.page.keyboard.press("Escape")
    expect(there.panel).to_have_count(0)
    assert there.page.evaluate("document.activeElement.id") == "ask"
    there.page.click("#ask")
    expect(there.panel).to_be_visible(timeout=PATIENCE)
    with suppress(Error):  # the frame goes as the key is pressed: nobody may be left to say that it came
        there.frame.get_by_role("button", name="Send").press("Escape", timeout=PATIENCE)
    expect(there.panel).to_have_count(0)
    there.page.click("#ask")
    expect(there.panel).to_be_visible(timeout=PATIENCE)
    there.page.evaluate("slug => clew.survey.hide(slug)", SLUG)
    expect(there.panel).to_have_count(0)


def test_what_the_page_asked_for_too_early_is_shown_when_the_script_has_come(visit, feedback):
    feedback.config["event"] = "never"
    there = visit(init=f"window.clew = {{survey: {{q: ['{SLUG}']}}}};")
    expect(there.panel).to_be_visible(timeout=PATIENCE)


def test_by_itself_it_takes_no_focus_and_is_told_to_who_listens(visit, shop):
    shop.how["attributes"] = ' data-delay="0.5"'
    there = visit()
    there.page.focus("#search")
    expect(there.panel).to_be_visible(timeout=PATIENCE)
    assert there.page.evaluate("document.activeElement.id") == "search"
    expect(there.page.get_by_role("status")).to_have_text("Your delivery")
    expect(there.page.get_by_role("dialog", name="Your delivery")).to_be_visible()
    there.page.keyboard.press("Escape")
    assert there.panel.is_visible()


def test_keys_reach_all_of_it_and_leave_it_again(visit):
    there = visit()
    expect(there.panel).to_be_visible(timeout=PATIENCE)
    there.page.focus("#ask")
    there.page.keyboard.press("Tab")
    assert there.focused() == "button"
    assert there.page.evaluate(
        "getComputedStyle(document.activeElement.shadowRoot.activeElement).outlineStyle") == "solid"  # fmt: skip
    there.page.keyboard.press("Tab")
    assert there.focused() == "iframe"
    there.page.keyboard.press("Shift+Tab")
    until(there.page, "document.activeElement.shadowRoot?.activeElement?.tagName === 'BUTTON'")
    there.page.keyboard.press("Enter")
    expect(there.panel).to_have_count(0)


def test_messages_of_anybody_else_are_not_heard(visit, shop, feedback):
    other = f'<iframe name="other" src="{feedback.address}/s/other"></iframe>'
    shop.how["more"] = other
    there = visit()
    expect(there.panel).to_be_visible(timeout=PATIENCE)
    for said in ({"clew": "close"}, {"clew": "height", "value": 9999}, {"clew": "done"}):
        there.page.evaluate("said => window.postMessage(said, '*')", said)
        there.page.frame(name="other").evaluate("said => parent.postMessage(said, '*')", said)
    there.page.wait_for_timeout(300)
    assert there.page.evaluate("told") == [["shown", SLUG]]
    assert there.page.locator("section iframe").evaluate("e => e.offsetHeight") == 300


def test_what_the_frame_led_to_elsewhere_says_is_not_heard(visit, shop):
    shop.how["policy"] = ""
    with closing(open_shop("http://unused.invalid")) as elsewhere:
        elsewhere.how["more"] = "<script>parent.postMessage({clew: 'close'}, '*'); parent.postMessage(1, '*')</script>"
        there = visit()
        expect(there.panel).to_be_visible(timeout=PATIENCE)
        there.page.evaluate("window.heard = 0; addEventListener('message', event => { heard += event.data === 1 })")
        there.frame.locator("main").evaluate(f"() => {{ location.href = '{elsewhere.address}/evil' }}")
        until(there.page, "heard === 1")
        assert there.panel.is_visible()


@pytest.mark.parametrize(
    "message",
    ["null", "'x'", "7", "{kind: 'close'}", "{clew: 'height', value: -5}", "{clew: 'height', value: 1e9}",
     "{clew: 'height', value: 'a'}", "{clew: 'height', value: {}}", "{clew: 'other'}"],
)  # fmt: skip
def test_what_makes_no_sense_is_not_heard_either(visit, message):
    there = visit()
    expect(there.panel).to_be_visible(timeout=PATIENCE)
    there.frame.locator("main").evaluate(f"parent.postMessage({message}, '*')")
    there.page.wait_for_timeout(200)
    assert there.page.locator("iframe").evaluate("e => e.offsetHeight") == 300
    assert there.said == []
