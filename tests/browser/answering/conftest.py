"""Answer pages in Chromium: one server and one browser for a module, a window of its own for each test."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, sync_playwright
from tests.browser.answering.serving import Pages

from clew_server.surveys.answering.pages import sheet, styling


@dataclass
class Window:
    """A page in a window, what the console said and what was asked of whom."""

    page: Page
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def pages():
    server = Pages()
    with pytest.MonkeyPatch.context() as patch:
        for module in (sheet, styling):
            patch.setattr(module, "origins_of", lambda _: (server.elsewhere,))
        yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser(chromium):
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture
def window(browser, pages):
    """Give a function that opens a path; afterwards no page may have said anything or have asked anybody else."""
    opened = []

    def go(path: str, *, width: int = 1280, **how: object) -> Window:
        context = browser.new_context(viewport={"width": width, "height": 800}, base_url=pages.address, **how)
        found = Window(context.new_page())
        found.page.on("console", lambda message: found.said.append(message.text))
        found.page.on("pageerror", lambda error: found.said.append(str(error)))
        found.page.on("request", lambda request: found.asked.append(request.url))
        opened.append((context, found))
        found.page.goto(path)
        return found

    yield go
    for context, found in opened:
        assert context.cookies() == []
        assert found.said == []
        assert [url for url in found.asked if not url.startswith((pages.address, pages.elsewhere, "data:"))] == []
        context.close()
