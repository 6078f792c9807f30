"""One server and one Chromium for the tests of a module; each test has its own windows."""

from __future__ import annotations

import pytest
from playwright.sync_api import sync_playwright
from tests.browser.product.serving import ARGUMENTS, Visitor, serve


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with serve(tmp_path_factory.mktemp("served")) as running:
        yield running


@pytest.fixture(scope="module")  # Playwright's loop must be over before a test of another module uses the database
def the_visitor(chromium, served):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield Visitor(browser, served)
        browser.close()


@pytest.fixture
def visitor(the_visitor):
    yield the_visitor
    the_visitor.leave()
