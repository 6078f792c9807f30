"""The page of results in Chromium: axe finds nothing by day and night, nothing is cut, answers come by themselves."""

from __future__ import annotations

from datetime import timedelta
from importlib import resources

import pytest
from django.db import connections
from playwright.sync_api import sync_playwright

from clew.surveys.running import Answer
from clew_server.surveys.keeping import publish, save
from clew_server.surveys.models import Delivery, Participant, Response

from ....clew.surveys.conftest import EVERY_TYPE  # noqa: TID252 - a survey with every type
from .conftest import START

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
CUT = """() => [...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1 &&
  !e.parentElement.closest('.scroll')).slice(0, 5).map(e => e.outerHTML.slice(0, 120))"""


@pytest.fixture
def full(published, way, many, people):
    """Every type of question in two series, answers in part, careless and weighted ones, people asked by e-mail."""
    survey = published(EVERY_TYPE)
    mail, link = way(survey, "email"), way(survey)
    came = [*many(survey, 40, way=link), *many(survey, 20, seed=2, way=mail, start=START + timedelta(days=3))]
    for at, one in enumerate(came[40:]):
        person = Participant.objects.create(
            distribution=mail, person=f"p{at}", state=one.state, probability=0.5 if at % 2 else 1.0, asked_at=START
        )
        Delivery.objects.create(participant=person, state="sent")
        Response.objects.filter(id=one.id).update(participant=person.id)
    Response.objects.filter(id__in=[one.id for one in came[:6]]).update(flags=["honeypot"])
    save(survey, survey.text.replace("type: stars,", "type: stars, points: 7,"), survey.revision)
    publish(survey, people["owner"])
    many(survey, 20, seed=5, way=link, start=START + timedelta(days=6))
    return survey


@pytest.fixture
def open_page(chromium, live_server, as_owner, page, monkeypatch):
    """Open the results of a survey: ``open_page(survey, width=320)``; a quiet console is looked at in the end."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop runs while the test asks the database
    cookies = [{"name": k, "value": each.value, "url": live_server.url} for k, each in as_owner.cookies.items()]
    said: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])

        def go(survey, *, width=1280, scheme="light", language="en"):
            context = browser.new_context(
                viewport={"width": width, "height": 800}, color_scheme=scheme, locale=language
            )
            context.add_cookies(cookies)
            found = context.new_page()
            found.on("console", lambda each: said.append(each.text) if each.type in {"error", "warning"} else None)
            found.goto(live_server.url + page("surveys:results", survey_id=survey.id))
            return found

        yield go
        browser.close()
        connections.close_all()  # within Playwright's loop Django has a connection of its own, which nobody else ends
    assert said == []


def test_axe_finds_nothing_and_nothing_is_cut(open_page, full, published, answered):
    anonymous = published(is_anonymous=True)
    for at in range(12):
        answered(anonymous, {"satisfied": Answer(rating=5), "words": Answer(words=f"words {at}")}, at=START)
    empty = published(EVERY_TYPE.replace("every-type", "empty"))
    for survey in (full, anonymous, empty):
        for how in ({}, {"scheme": "dark"}, {"width": 320, "language": "ru"}):
            shown = open_page(survey, **how)
            shown.evaluate(
                "document.querySelectorAll('main details').forEach(each => { if (!each.name) each.open = true })"
            )
            shown.evaluate(AXE)
            found = shown.evaluate("rules => axe.run(document, rules)", RULES)["violations"]
            assert [(each["id"], [node["html"][:120] for node in each["nodes"][:3]]) for each in found] == []
            assert shown.evaluate("document.documentElement.scrollWidth") <= how.get("width", 1280), shown.evaluate(CUT)


def test_an_answer_shows_without_reloading(open_page, published, answered):
    survey = published()
    shown = open_page(survey)
    assert "Nobody has answered yet." in shown.locator("#lead").inner_text()
    answered(survey, {"satisfied": Answer(rating=5), "words": Answer(words="Łódź 😀")})
    shown.wait_for_function("() => document.querySelector('#told').innerText.includes('Łódź 😀')")
    assert shown.locator("#lead").inner_text().startswith("1 response is finished.")
    assert "Came in: 1" in shown.locator("#came").inner_text()
    answered(survey, {"satisfied": Answer(rating=1)}, at=START + timedelta(days=1))
    shown.wait_for_function("() => document.querySelector('#lead').innerText.includes('1 is not (yet)')")
