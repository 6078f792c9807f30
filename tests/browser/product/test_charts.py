"""Charts of questions are drawn in the browser from data; hints say names and figures as text; a picture stands in."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

OVER_TIME = "metric=csat&period=all&every=month&by=channel&wait=1"
BESIDE = "metric=resolution_time&period=all&by=topic&wait=1"


@pytest.fixture
def question(visitor):
    """Open a question, with the look of the page."""
    return lambda query, **look: visitor.visit(f"/w/{visitor.served.workspace_id}/questions/?{query}", **look)


@pytest.mark.parametrize("query", [OVER_TIME, BESIDE])
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_a_chart_is_drawn_in_the_pages_colours_and_fits(question, query, width, scheme):
    opened = question(query, width=width, scheme=scheme)
    drawn = opened.page.locator("figure.chart clew-chart[data-drawn] svg")
    expect(drawn).to_be_visible(timeout=30_000)
    assert "var(--ink)" in drawn.evaluate("e => e.outerHTML")
    assert opened.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert drawn.evaluate("e => e.getBoundingClientRect().width <= e.closest('figure').clientWidth + 1")
    assert opened.page.locator("#figures").is_visible()
    assert opened.said == []


def test_the_bundle_comes_once_and_only_where_there_is_a_chart(question):
    bundles = [url for url in question(BESIDE).asked if "web/vega" in url]
    assert len(bundles) <= 1
    opened = question("metric=nps&period=all&where=program%3Drelationship&wait=1")
    opened.page.wait_for_load_state("networkidle")
    assert not [url for url in opened.asked if "vega" in url or "chart" in url]


def test_a_point_is_told_in_a_hint_of_text(question):
    page = question(BESIDE).page
    expect(page.locator("clew-chart[data-drawn] svg")).to_be_visible(timeout=30_000)
    page.locator("clew-chart .mark-symbol path").first.hover()
    hint = page.locator("clew-chart .hint-box")
    expect(hint).to_be_visible()
    assert hint.locator("dt").all_inner_texts() == ["Group", "Figure", "from", "to", "n"]
    assert hint.evaluate("e => [...e.querySelectorAll('*')].every(x => ['DL', 'DT', 'DD'].includes(x.tagName))")


def test_without_scripts_there_is_a_picture_and_the_table(visitor):
    context = visitor.browser.new_context(
        java_script_enabled=False, storage_state=visitor.state, base_url=visitor.served.address
    )
    visitor.contexts.append(context)
    page = context.new_page()
    page.goto(f"/w/{visitor.served.workspace_id}/questions/?{BESIDE}")
    picture = page.locator("figure.chart img")
    expect(picture).to_be_visible()
    assert picture.bounding_box()["height"] > 100
    expect(page.locator("#figures")).to_be_visible()
