"""The report in a real browser: from disk, without network, light and dark, wide and narrow, on paper and by ear."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

import clew.reports
from clew.cli.app import run
from clew.cli.demonstration.demo import fill

pytestmark = pytest.mark.browser
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("company")
    fill(folder, seed=4, customers=1_000)
    path = folder / "report.html"
    assert run(["--data", str(folder / "clew-data"), "diagnose", "--lang", "ru", "--out", str(path)]) == 0
    return path


@pytest.fixture(scope="module")
def browser(chromium):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def opened(browser, report):
    """Open the report in a window of a given width and scheme; whatever it asks of a network is remembered."""
    contexts = []

    def go(width=1280, scheme="light") -> Page:
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.asked = []
        page.said = []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", lambda message: page.said.append(message.text))
        page.goto(report.as_uri())
        return page

    yield go
    for context in contexts:
        context.close()


def test_it_asks_nothing_of_a_network_and_complains_of_nothing(opened, report):
    page = opened()
    assert page.asked == [report.as_uri()]
    assert page.said == []
    assert report.stat().st_size < 3_000_000


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_nothing_is_cut_at_any_width(opened, width):
    page = opened(width)
    for details in page.query_selector_all("details"):
        details.evaluate("d => d.open = true")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_light_and_dark_differ(opened):
    colours = {
        scheme: opened(scheme=scheme).evaluate("getComputedStyle(document.body).color") for scheme in ("light", "dark")
    }
    assert colours["light"] != colours["dark"]


def test_findings_open_by_keyboard(opened):
    page = opened()
    closed = page.locator(".findings > li > details:not([open]) > summary").first
    closed.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.parentElement.open") is True


def test_by_ear_it_has_one_heading_landmarks_and_named_pictures(opened):
    page = opened()
    assert page.locator("h1").count() == 1
    assert page.locator("main").count() == 1
    assert page.locator("header").count() == 1
    for picture in page.query_selector_all("svg[role=img]"):
        assert picture.get_attribute("aria-label")
    assert page.evaluate("document.documentElement.lang") == "ru"


def test_targets_are_large_enough(opened):
    page = opened(360)
    heights = page.evaluate(
        "[...document.querySelectorAll('summary')].filter(s => s.offsetParent).map(s => s.offsetHeight)"
    )
    assert min(heights) >= 24


def test_sections_are_reached_by_keyboard_and_the_journey_is_a_list_where_it_is_narrow(opened):
    page = opened()
    link = page.locator(".contents a").first
    link.focus()
    page.keyboard.press("Enter")
    assert "#findings" in page.url
    assert page.locator(".journey svg[role=img]").is_visible()
    assert not page.locator(".steps").is_visible()
    narrow = opened(360)
    assert narrow.locator(".steps li").count() >= 3
    assert narrow.locator(".steps").is_visible()
    assert not narrow.locator(".journey svg").is_visible()


@pytest.mark.parametrize("width", [320, 1280])
def test_tables_of_the_sections_are_not_cut(opened, width):
    page = opened(width)
    assert page.locator(".figures").count() >= 4
    wide = page.evaluate(
        "[...document.querySelectorAll('.scroll:has(.figures)')].map(s => s.scrollWidth - s.clientWidth)"
    )
    assert max(wide) <= 1
    assert {region.get_attribute("tabindex") for region in page.query_selector_all(".scroll")} == {"0"}


def test_the_page_is_light(report):
    assert report.stat().st_size < 600_000


def test_it_prints(opened, tmp_path):
    page = opened()
    page.pdf(path=str(tmp_path / "report.pdf"))
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("ink", ["--ink", "--ink-2", "--thread", "--good", "--bad"])
@pytest.mark.parametrize("paper", ["--paper", "--paper-2"])
@pytest.mark.parametrize("scheme", [0, 1])
def test_inks_have_contrast_on_both_papers(ink, paper, scheme):
    css = (Path(clew.reports.__file__).parent / "report.css").read_text(encoding="utf-8")
    tokens = dict(re.findall(r"(--[\w-]+): light-dark\((#\w{6}, #\w{6})\)", css))
    shades = sorted(luminance(tokens[name].split(", ")[scheme]) for name in (ink, paper))
    assert (shades[1] + 0.05) / (shades[0] + 0.05) >= 4.5
