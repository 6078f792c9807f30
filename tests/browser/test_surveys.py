"""Surveys from one end to the other, in Chromium: an owner builds one in four languages in the form, question by
question, looks at it in the preview, publishes it and opens its ways out; people answer by the link with and without
JavaScript, by one click in an e-mail, in a widget on a page of another origin; the owner sees it on Results; who opts
out is not asked again."""

from __future__ import annotations

import email
import re
import socket
import time
from collections.abc import Iterator
from email import policy
from types import SimpleNamespace

import httpx
import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import Browser, Page, expect, sync_playwright
from tests.browser.building import QUESTION, built, seen_in_preview
from tests.browser.embedding import closing, open_shop
from tests.browser.waiting import until
from tests.clew_server.serving import Served, serving

pytestmark = pytest.mark.browser

PATIENCE = 60_000
#: Seconds within which an answer is on Results.
SOON = 5.0


class Letters:
    """A mail server that takes everything; ``taken`` are the messages."""

    def __init__(self) -> None:
        self.taken: list[email.message.EmailMessage] = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's name
        self.taken.append(email.message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    def to(self, address: str) -> list[email.message.EmailMessage]:
        return [letter for letter in self.taken if address in str(letter["To"])]

    def wait_for(self, address: str, count: int = 1, seconds: float = 60) -> list[email.message.EmailMessage]:
        until = time.monotonic() + seconds
        while len(found := self.to(address)) < count and time.monotonic() < until:
            time.sleep(0.2)
        return found


@pytest.fixture(scope="module")
def letters() -> Iterator[Letters]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    handler = Letters()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    handler.port = port
    yield handler
    controller.stop()


@pytest.fixture(scope="module")
def served(tmp_path_factory, letters) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("surveys") / "data"
    with serving(folder, CLEW_EMAIL_URL=f"smtp://127.0.0.1:{letters.port}") as running:
        yield running


@pytest.fixture(scope="module")
def browser(chromium) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def owner(browser, served) -> Iterator[Page]:
    """A page of the owner, logged in."""
    context = browser.new_context(base_url=served.address, locale="en-GB", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(served.link)
    page.locator("main form button.primary").click()
    page.wait_for_url(lambda url: "/link/" not in url)
    yield page
    context.close()


@pytest.fixture(scope="module")
def survey(owner, served) -> SimpleNamespace:
    """A four-language survey that was built in the form, from nothing, and published."""
    workspace = re.search(r"/w/([0-9a-f-]{36})/", owner.url)[1]
    home = built(owner, workspace)
    seen_in_preview(owner, home)
    owner.goto(home)
    owner.get_by_role("link", name="Publish …").click()
    owner.get_by_role("button", name="Publish", exact=True).click()
    owner.wait_for_url(lambda url: "/publish/" not in url)
    expect(owner.locator("h1 .badge").first).to_have_text("open")
    return SimpleNamespace(home=home, workspace=workspace, results=f"{home}results/")


def begin_way(owner: Page, survey: SimpleNamespace, kind: str) -> str:
    """Make a way out of a kind; give its address."""
    owner.goto(f"{survey.home}ways/")
    owner.locator(f"button[name=kind][value={kind}]").click()
    owner.wait_for_url(re.compile(r"/ways/[0-9a-f-]{36}/"))
    return re.match(r".*/ways/[0-9a-f-]{36}/", owner.url)[0]


def results(owner: Page, survey: SimpleNamespace, count: int, within: float = SOON) -> float:
    """Wait until Results counts so many finished answers; give the seconds that took."""
    began, said = time.monotonic(), ""
    while time.monotonic() - began < max(within * 4, 20):
        owner.goto(survey.results)
        said = owner.locator("main").inner_text()
        if f"finished {count} · in part 0" in said:
            return time.monotonic() - began
        time.sleep(0.3)
    raise AssertionError(f"not {count} finished: {said[:800]}")


def finished(owner: Page, survey: SimpleNamespace) -> int:
    """Return how many finished answers Results counts: other tests may have answered before."""
    owner.goto(survey.results)
    said = re.search(r"finished (\d+) · in part", owner.locator("main").inner_text())
    return int(said[1]) if said else 0


@pytest.fixture(scope="module")
def link(owner, survey) -> str:
    way = begin_way(owner, survey, "link")
    owner.get_by_role("button", name="Start", exact=True).click()
    owner.goto(f"{way}link/")
    return owner.locator("#public-address").inner_text()


@pytest.fixture
def visitor(browser):
    """Give a page of somebody who answers; all that it asks for is written down."""
    contexts = []

    def go(**how) -> Page:
        context = browser.new_context(**{"viewport": {"width": 360, "height": 740}, **how})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.asked = []
        page.on("request", lambda request: page.asked.append(request.url))
        return page

    yield go
    for context in contexts:
        assert context.cookies() == [], "answer pages set no cookie"
        context.close()


def answer(page, score: int, words: str) -> None:
    """Answer both pages of the survey, in whatever language they are."""
    page.locator(f"input[name='q.satisfied'][value='{score}']").check(force=True)
    page.locator("form button.go, form button[type=submit], form button:not([type])").last.click()
    page.locator("textarea").fill(words)
    page.locator("form button.go, form button[type=submit], form button:not([type])").last.click()


def test_a_link_is_answered_without_javascript_and_with_it_and_seen_on_results(owner, survey, link, visitor):
    before = finished(owner, survey)
    plain = visitor(java_script_enabled=False, locale="pl-PL")
    plain.goto(link)
    expect(plain.locator("html")).to_have_attribute("lang", "pl")
    answer(plain, 2, "Czekanie na odpowiedź.")
    expect(plain.get_by_role("heading", name="Dziękujemy")).to_be_visible()
    took = results(owner, survey, before + 1)
    smooth = visitor(locale="en-GB")
    smooth.goto(link)
    expect(smooth.get_by_text(QUESTION)).to_be_visible()
    smooth.goto(f"{link}?lang=ru")
    expect(smooth.locator("html")).to_have_attribute("lang", "ru")
    assert smooth.evaluate("document.documentElement.scrollWidth") <= 360
    answer(smooth, 5, "Всё понятно.")
    expect(smooth.get_by_role("heading", name="Спасибо")).to_be_visible()
    took_again = results(owner, survey, before + 2)
    assert max(took, took_again) <= SOON, (took, took_again)
    own = re.match(r"https?://[^/]+", link)[0]
    assert [url for url in plain.asked + smooth.asked if not url.startswith(own)] == []


def test_words_that_are_not_kept_are_not_lost_by_leaving(owner, survey):
    asked: list[str] = []
    owner.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    owner.goto(f"{survey.home}?open=survey")
    words = owner.locator("textarea[name='thanks.en']")
    words.fill("Not kept yet.")
    owner.get_by_role("link", name="Preview").click(no_wait_after=True)
    expect(words).to_have_value("Not kept yet.")
    owner.get_by_role("link", name="Cancel").click()
    expect(words).to_have_count(0)
    assert asked == ["beforeunload"]
    owner.goto(f"{survey.home}?open=survey")
    expect(words).to_have_value("Thank you.")
    assert asked == ["beforeunload"], "what was thrown away asks nothing"


def test_an_invitation_comes_its_one_click_answers_and_who_opts_out_is_not_asked_again(
    owner, survey, letters, visitor, served
):
    people = "customer_id,email,language\nK1,ana@customer.example,ro\nK2,jan@customer.example,pl\n"
    first = invited(owner, survey, people)
    letter = letters.wait_for("ana@customer.example")[0]
    letters.wait_for("jan@customer.example")
    html = letter.get_body(("html",)).get_content()
    click = next(url for url in hrefs(html) if "q.satisfied=4" in url.replace("%2E", "."))
    page = visitor(locale="ro-RO")
    page.goto(click)
    expect(page.locator("input[name='q.satisfied'][value='4']")).to_be_checked()
    page.locator("form button.go, form button[type=submit], form button:not([type])").last.click()
    page.locator("textarea").fill("Rapid.")
    page.locator("form button.go, form button[type=submit], form button:not([type])").last.click()
    expect(page.get_by_role("heading", name="Vă mulțumim")).to_be_visible()
    owner.goto(first)
    expect(owner.locator("main")).to_contain_text("1")

    other = letters.to("jan@customer.example")[0]
    out = re.search(r"<(http[^>]+)>", other["List-Unsubscribe"])[1]
    assert other["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert httpx.post(out, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    owner.goto(f"/w/{survey.workspace}/surveys/suppressed/")
    expect(owner.locator("main")).to_contain_text("said never to be asked again")
    invited(owner, survey, people + "K3,eva@customer.example,en\n", "another")
    assert letters.wait_for("eva@customer.example")
    assert len(letters.to("jan@customer.example")) == 1, "who opted out is not asked again"
    assert len(letters.to("ana@customer.example")) == 1, "who was asked lately is not asked again"


def hrefs(html: str) -> list[str]:
    return [url.replace("&amp;", "&") for url in re.findall(r'href="([^"]+)"', html)]


def invited(owner: Page, survey: SimpleNamespace, people: str, name: str = "first") -> str:
    """Have people invited by e-mail, at any time of any day; give the address of the way out."""
    way = begin_way(owner, survey, "email")
    owner.get_by_label("Name", exact=True).fill(name)
    for day in owner.locator("input[name=days]").all():
        day.check()
    owner.locator("input[name=start]").fill("00:00")
    owner.locator("input[name=end]").fill("24:00")
    owner.get_by_role("button", name="Save", exact=True).click()
    owner.goto(f"{way}list/")
    owner.locator("textarea[name=text]").fill(people)
    owner.locator("button[name=do][value=add]").click()
    owner.goto(f"{way}dry/")
    owner.locator("button[name=step][value=start]").click()
    owner.wait_for_load_state()
    return way


def test_a_widget_asks_on_a_page_of_another_origin_under_a_strict_policy(owner, survey, served, visitor):
    with closing(open_shop(served.address)) as shop:
        host = served.address
        shop.how["policy"] = f"default-src 'none'; script-src {host}; frame-src {host}; connect-src {host}"
        shop.how["lang"] = "pl"
        shop.slug = widget_of(owner, survey, shop.address)
        page = visitor(viewport={"width": 1280, "height": 800})
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.add_init_script("document.addEventListener('clew:survey-done', () => { window.finished = true })")
        page.goto(f"{shop.address}/shop")
        panel, frame = page.locator("section:not(.wait)"), page.frame_locator("iframe")
        expect(panel).to_be_visible()
        expect(frame.locator("html")).to_have_attribute("lang", "pl")
        small = page.locator("iframe").evaluate("e => e.offsetHeight")
        assert small > 100
        assert frame.locator("html").evaluate("e => e.scrollHeight <= innerHeight"), "nothing of it is cut"
        answer(frame, 3, "W porządku.")
        expect(frame.get_by_role("heading", name="Dziękujemy")).to_be_visible()
        until(page, "window.finished === true")
        until(page, "small => document.querySelector('body > div:last-of-type').shadowRoot"
              ".querySelector('iframe').offsetHeight !== small", small)  # fmt: skip
        page.get_by_role("button", name="Zamknij").click()
        expect(panel).to_have_count(0)
        assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
        assert said == []


def test_a_page_that_nobody_named_cannot_show_it(owner, survey, served, visitor):
    with closing(open_shop(served.address)) as named, closing(open_shop(served.address)) as stranger:
        stranger.slug = widget_of(owner, survey, named.address)
        page = visitor()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        with page.expect_event("console", lambda message: "frame-ancestors" in message.text):
            page.goto(f"{stranger.address}/shop")
        page.wait_for_timeout(500)
        assert page.locator("section:not(.wait)").count() == 0


def widget_of(owner: Page, survey: SimpleNamespace, origin: str) -> str:
    """Start a widget that pages of ``origin`` may show; give its slug."""
    owner.goto(f"/w/{survey.workspace}/surveys/origins/")
    owner.get_by_label("Sites, one a line").fill(origin)
    owner.get_by_role("button", name="Save", exact=True).click()
    expect(owner.locator(".note.success")).to_be_visible()
    way = begin_way(owner, survey, "widget")
    owner.get_by_role("button", name="Start", exact=True).click()
    owner.goto(f"{way}widget/")
    return re.search(r'data-survey="([^"]+)"', owner.locator("#widget-tag").inner_text())[1]
