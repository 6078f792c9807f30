"""What a job finishes comes into the page once, and never under the reader's hands."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def paths(visitor):
    """Open the page of paths with a query."""
    return lambda query: visitor.visit(f"/w/{visitor.served.workspace_id}/paths/?period=all&{query}").page


def test_what_is_typed_while_a_job_works_stays(paths):
    page = paths("view=compare&groups=channel%3Dapp")
    field = page.locator("input[name=groups]:not([type=hidden])")
    field.fill("channel=web")
    expect(page.locator("#told table").first).to_be_visible(timeout=30_000)
    expect(field).to_have_value("channel=web")
    expect(field).to_be_focused()


def test_what_is_opened_is_not_swapped_away(paths):
    page = paths("view=map")
    expect(page.locator("#told details").first).to_be_attached(timeout=30_000)
    expect(page.locator("#lead")).to_contain_text("paths")
    page.goto(f"{page.url}&anew=1")
    page.locator("#told details summary").click()
    shows = page.locator("#kept[data-ready] button")
    expect(shows).to_be_visible(timeout=30_000)
    page.wait_for_timeout(300)
    expect(page.locator("#told details")).to_have_attribute("open", "")
    shows.click()
    expect(page.locator("#kept p.quiet")).to_be_visible()
    expect(page.locator("#told")).to_be_focused()
    expect(page.locator("#told details")).not_to_have_attribute("open", "")
