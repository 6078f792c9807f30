"""The widget on a page of another origin under a strict content security policy, in Chromium; the answer page is a
stand-in that says what the real one says, so that each guard can be tried alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from tests.browser.embedding import closing, open_feedback, open_shop

import clew_server.surveys.showing

SCRIPT = (Path(clew_server.surveys.showing.__file__).parent / "widget.js").read_bytes()
WORDS = {"en": {"title": "Your delivery", "close": "Close"}, "pl": {"title": "Dostawa", "close": "Zamknij"}}
CONFIG = {"on": True, "paths": [], "event": "", "percent": 100, "delay": 0, "days": 90, "words": WORDS}
PATIENCE = 10_000
#: How long one waits for what must not come: the script, its configuration and the frame come within a tenth of it.
QUIET = 700


@pytest.fixture(scope="module")
def browser(chromium):
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def feedback():
    with closing(open_feedback(SCRIPT, dict(CONFIG))) as opened:
        yield opened


@pytest.fixture
def shop(feedback):
    origin = feedback.address
    with closing(open_shop(origin)) as opened:
        opened.how["policy"] = f"default-src 'none'; script-src {origin}; frame-src {origin}; connect-src {origin}"
        feedback.allowed = opened.address
        yield opened


class Visit:
    """A page of the shop in a window of its own, what its console said, what was told to it."""

    def __init__(self, browser: Browser, shop, path: str = "/shop", init: str = "", **context) -> None:
        self.context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **context})
        self.context.add_init_script(
            "window.told = []; for (const what of ['shown', 'closed', 'done'])"
            "document.addEventListener('clew:survey-' + what, event => told.push([what, event.detail]));" + init
        )
        self.page: Page = self.context.new_page()
        self.said: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.goto(shop.address + path)

    @property
    def panel(self):
        return self.page.locator("section:not(.wait)")

    @property
    def frame(self):
        return self.page.frame_locator("iframe")

    def stays_away(self) -> None:
        self.page.wait_for_timeout(QUIET)
        assert not self.panel.is_visible()

    def focused(self) -> str:
        """What has the focus: within the widget its element, else that of the page."""
        return self.page.evaluate(
            "(e => (e.shadowRoot && e.shadowRoot.activeElement || e).tagName.toLowerCase())(document.activeElement)"
        )


@pytest.fixture
def visit(browser, shop):
    opened: list[Visit] = []

    def go(*path: str, **how) -> Visit:
        opened.append(Visit(browser, shop, *path, **how))
        return opened[-1]

    yield go
    for one in opened:
        one.context.close()
