"""A first morning with the product, in Chromium: log in, import, Pulse, a question and its rows, paths, a dashboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

#: A wide survey: one row a person, three questions; the column of the place has a name nobody would guess.
SURVEY = "\n".join([
    "respondent;date;recommend_0_10;satisfied_1_5;comment;x7",
    *(f"R{n};2026-09-{n % 28 + 1:02d};{n % 11};{n % 5 + 1};Faktura za {n} zł;Kiosk {n % 3}" for n in range(60)),
])  # fmt: skip
PATIENCE = 60_000


@pytest.fixture
def page(visitor, served) -> Page:
    opened = visitor.visit(f"/w/{served.workspace_id}/pulse/")
    assert opened.status == 200
    return opened.page


def go(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Main").get_by_role("link", name=name, exact=True).click()
    page.wait_for_load_state()


def test_the_first_page_says_what_is_the_matter(page):
    expect(page.locator("h1")).not_to_be_empty()
    expect(page.get_by_role("heading", name="NPS: relationship")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text(re.compile(r"n [\d,]+")).first).to_be_visible(timeout=PATIENCE)


def test_a_wide_survey_is_imported_with_a_corrected_mapping(page, tmp_path):
    file = tmp_path / "autumn.csv"
    file.write_text(SURVEY, encoding="utf-8")
    go(page, "Imports")
    page.set_input_files("#file", file)
    page.get_by_role("button", name="Send", exact=True).click()
    page.wait_for_url(re.compile("/files/"), timeout=PATIENCE)
    expect(page.locator("form.mapping")).to_be_visible(timeout=PATIENCE)
    page.locator("details.more > summary").evaluate_all("all => all.forEach(one => { one.parentElement.open = true })")
    page.locator("tr", has_text="x7").locator("select").first.select_option("touchpoint")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#preview")).to_contain_text("Kiosk 1", timeout=PATIENCE)
    page.get_by_role("button", name="Import", exact=True).click()
    page.wait_for_url(re.compile("/done/"), timeout=PATIENCE)
    go(page, "Imports")
    expect(page.get_by_role("rowheader", name="autumn.csv")).to_be_visible(timeout=PATIENCE)


def test_a_number_opens_its_rows(page, served):
    page.goto(f"/w/{served.workspace_id}/questions/?metric=csat&period=all&where=program%3Dtransactional")
    figure = page.locator("#content table a[href*='/rows/']").first
    expect(figure).to_be_visible(timeout=PATIENCE)
    figure.click()
    page.wait_for_url(re.compile("/questions/rows/"))
    expect(page.locator("#content table tbody tr").nth(3)).to_be_visible(timeout=PATIENCE)


def test_paths_are_drawn(page):
    go(page, "Paths")
    page.goto(page.url + "?period=all")
    expect(page.locator(".picture svg")).to_be_visible(timeout=PATIENCE)


def test_a_question_is_saved_and_stands_on_a_dashboard(page, served):
    page.goto(f"/w/{served.workspace_id}/questions/?metric=csat&by=channel&period=all&where=program%3Dtransactional")
    page.get_by_label("Save this question as").fill("Satisfied by channel")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_load_state()
    go(page, "Dashboards")
    page.get_by_role("textbox").first.fill("Monday")
    page.locator("main form button.primary").first.click()
    page.wait_for_load_state()
    expect(page.locator("main")).to_contain_text("Monday", timeout=PATIENCE)


def test_the_language_is_switched(page):
    page.locator(".me summary").click()
    page.get_by_role("button", name="Polski").click()
    page.wait_for_load_state()
    assert page.locator("html").get_attribute("lang") == "pl"
    expect(page.get_by_role("link", name="Ścieżki")).to_be_visible()
    page.locator(".me summary").click()  # the choice is the person's: the other tests read English
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("link", name="Paths", exact=True)).to_be_visible()


def test_another_workspace_is_kept_out(visitor):
    assert visitor.visit("/w/00000000-0000-4000-8000-000000000000/pulse/").status == 404
