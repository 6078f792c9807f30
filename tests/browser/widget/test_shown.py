"""Where and how the widget is shown: under which policies, in which place and language, for everybody."""

from __future__ import annotations

import gzip
from importlib import resources

import pytest
from playwright.sync_api import expect
from tests.browser.embedding import SLUG
from tests.browser.waiting import until

from .conftest import PATIENCE, SCRIPT

pytestmark = pytest.mark.browser
AXE = (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def test_it_is_small():
    assert len(gzip.compress(SCRIPT, 9)) < 5 * 1024


def test_it_shows_grows_closes_and_keeps_nothing(visit, feedback):
    there = visit()
    expect(there.panel).to_be_visible(timeout=PATIENCE)
    expect(there.frame.get_by_role("heading", name="Your delivery")).to_be_visible()
    assert there.page.locator("iframe").evaluate("e => e.offsetHeight") == 300
    there.frame.locator("main").evaluate("e => { e.style.height = '150px' }")
    until(there.page, "document.querySelector('body > div:last-of-type').shadowRoot"
          ".querySelector('iframe').offsetHeight === 150")  # fmt: skip
    there.page.get_by_role("button", name="Close").click()
    expect(there.panel).to_have_count(0)
    assert there.page.evaluate("told") == [["shown", SLUG], ["closed", SLUG]]
    assert there.context.cookies() == []
    assert there.page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert there.said == []
    assert feedback.asked == ["/s/widget.js", f"/s/w/{SLUG}.json", f"/s/{SLUG}?frame=1&lang=en"]


@pytest.mark.parametrize("missing", ["script-src", "frame-src", "connect-src"])
def test_the_site_must_name_these_three_and_no_more(visit, shop, missing):
    """With the three it shows without a word in the console (above); without any of them it cannot."""
    policy = "; ".join(part for part in shop.how["policy"].split("; ") if not part.startswith(missing))
    shop.how["policy"] = policy
    there = visit()
    there.stays_away()
    assert any(missing in said or "default-src" in said for said in there.said)


def test_it_works_where_types_are_trusted_and_scripts_have_nonces(visit, shop, feedback):
    origin = feedback.address
    shop.how["attributes"] = ' nonce="abc"'
    shop.how["policy"] = (
        f"default-src 'none'; script-src 'nonce-abc' 'strict-dynamic'; frame-src {origin}; connect-src {origin}; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )
    there = visit()
    expect(there.panel).to_be_visible(timeout=PATIENCE)
    assert there.said == []


def test_a_configuration_within_the_tag_needs_no_connection(visit, shop, feedback):
    shop.how["policy"] = f"default-src 'none'; script-src {feedback.address}; frame-src {feedback.address}"
    shop.how["attributes"] = (
        ' data-config=\'{"on": true, "paths": [], "words": {"en": {"title": "T", "close": "C"}}}\' data-percent="100"'
    )
    there = visit()
    expect(there.panel).to_be_visible(timeout=PATIENCE)
    assert there.said == []


def test_another_origin_cannot_frame_it_and_sees_nothing(visit, feedback):
    feedback.allowed = "https://elsewhere.example"
    there = visit()
    there.stays_away()
    assert any("frame" in said for said in there.said)


def test_it_stands_in_the_place_that_the_page_names(visit, shop):
    shop.how["attributes"] = ' data-target="#place"'
    there = visit()
    expect(there.page.locator("#place").get_by_role("region", name="Your delivery")).to_be_visible(timeout=PATIENCE)
    assert there.page.get_by_role("button", name="Close").count() == 0
    there.frame.locator("main").evaluate("tell({clew: 'close'})")
    there.page.wait_for_timeout(200)
    assert there.panel.is_visible()


@pytest.mark.parametrize(
    ("lang", "asked", "close"),
    [("pl", "&lang=pl", "Zamknij"), ("pl-PL", "&lang=pl", "Zamknij"), ("de", "", "Close"), ("", "", "Close")],
)
def test_it_speaks_the_language_of_the_page_where_it_can(visit, shop, feedback, lang, asked, close):
    shop.how["lang"] = lang
    there = visit()
    expect(there.page.get_by_role("button", name=close)).to_be_visible(timeout=PATIENCE)
    assert feedback.asked[-1] == f"/s/{SLUG}?frame=1{asked}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_and_nothing_is_cut(visit, feedback, shop, scheme, width):
    shop.how["policy"] = ""
    feedback.height = 2000
    there = visit(viewport={"width": width, "height": 640}, color_scheme=scheme, reduced_motion="reduce")
    expect(there.panel).to_be_visible(timeout=PATIENCE)
    box = there.panel.bounding_box()
    assert box["x"] >= 0
    assert box["y"] >= 0
    assert box["x"] + box["width"] <= width
    assert box["y"] + box["height"] <= 640
    assert there.page.evaluate("document.documentElement.scrollWidth") <= width
    button = there.page.get_by_role("button", name="Close").bounding_box()
    assert min(button["width"], button["height"]) >= 24
    assert there.panel.evaluate("e => getComputedStyle(e).animationName") == "none"
    there.page.evaluate(AXE)
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = there.page.evaluate("tags => axe.run(document, {runOnly: tags, iframes: false})", tags)
    assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found["violations"]] == []


def test_a_panel_that_never_spoke_cannot_be_reached(visit, feedback):
    feedback.allowed = "https://elsewhere.example"
    there = visit()
    there.page.wait_for_function("document.querySelector('body > div:last-of-type')?.shadowRoot")
    there.page.focus("#ask")
    there.page.keyboard.press("Tab")
    assert there.focused() not in {"section", "button", "iframe"}
    assert not there.panel.is_visible()
