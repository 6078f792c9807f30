"""The widget on a page of another origin under a strict content security policy, in Chromium; the answer page is a
stand-in that says what the real one says, so that each guard can be tried alone."""

from __future__ import annotations

import gzip
from importlib import resources
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from tests.browser.embedding import SLUG, closing, open_feedback, open_shop

import clew_server.surveys.showing

pytestmark = pytest.mark.browser

SCRIPT = (Path(clew_server.surveys.showing.__file__).parent / "widget.js").read_bytes()
WORDS = {"en": {"title": "Your delivery", "close": "Close"}, "pl": {"title": "Dostawa", "close": "Zamknij"}}
CONFIG = {"on": True, "paths": [], "event": "", "percent": 100, "delay": 0, "days": 90, "words": WORDS}
AXE = (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
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


def test_it_is_small():
    assert len(gzip.compress(SCRIPT, 9)) < 5 * 1024


def test_it_shows_grows_closes_and_keeps_nothing(visit, feedback):
    there = visit()
    expect(there.panel).to_be_visible(timeout=PATIENCE)
    expect(there.frame.get_by_role("heading", name="Your delivery")).to_be_visible()
    assert there.page.locator("iframe").evaluate("e => e.offsetHeight") == 300
    there.frame.locator("main").evaluate("e => { e.style.height = '150px' }")
    there.page.wait_for_function("document.querySelector('body > div:last-of-type').shadowRoot"
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


@pytest.mark.parametrize("percent", [30, 70])
def test_so_many_of_a_hundred_see_it(visit, shop, percent):
    """A number drawn at random decides, for each page view anew: here .5 is drawn."""
    shop.how["attributes"] = f' data-percent="{percent}"'
    there = visit(init="Math.random = () => 0.5;")
    if percent == 30:
        there.stays_away()
    else:
        expect(there.panel).to_be_visible(timeout=PATIENCE)


def test_the_share_is_kept_by_a_seeded_generator(visit, shop):
    """Of 400 views without loading the page anew, 25 in a hundred would show it."""
    shop.how["attributes"] = ' data-percent="25" data-delay="3600"'
    seeded = "let seed = 7; Math.random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;"
    counted = (
        "window.timers = 0; window.later = setTimeout;"
        "window.setTimeout = (f, ms) => ms === 36e5 ? ++timers : later(f, ms);"
    )
    there = visit(init=seeded + counted)
    there.page.wait_for_function("window.clew && clew.survey.doors && Object.keys(clew.survey.doors).length === 1")
    shown = there.page.evaluate(
        """async () => { timers = 0; for (let n = 0; n < 400; n++) { history.pushState({}, "", "/view/" + n);
           await new Promise(done => later(done, 1)); } return timers; }"""
    )
    assert 75 <= shown <= 125


def test_it_waits_as_long_as_it_should(browser, visit, shop):
    shop.how["attributes"] = ' data-delay="30"'
    there = visit(init="const real = setTimeout; window.waits = []; window.setTimeout = (f, ms) => { waits.push(ms);"
                       "return real(f, ms === 30000 ? 900 : ms); };")  # fmt: skip
    there.page.wait_for_function("waits.includes(30000)")
    assert not there.panel.is_visible()
    expect(there.panel).to_be_visible(timeout=PATIENCE)


@pytest.mark.parametrize(
    ("pattern", "path", "is_shown"),
    [("/help/*", "/help/orders", True), ("/help/*", "/shop", False), ("/a /SHOP", "/shop", True),
     ("/sh.p", "/shop", False), ("*op", "/shop", True)],
)  # fmt: skip
def test_it_is_shown_on_the_pages_it_belongs_to(visit, shop, pattern, path, is_shown):
    shop.how["attributes"] = f' data-path="{pattern}"'
    there = visit(path)
    if is_shown:
        expect(there.panel).to_be_visible(timeout=PATIENCE)
    else:
        there.stays_away()


def test_a_page_that_changes_its_address_without_loading_is_another_page(visit, feedback):
    feedback.config["paths"] = ["/thanks"]
    there = visit()
    there.stays_away()
    there.page.evaluate("history.pushState({}, '', '/thanks')")
    expect(there.panel).to_be_visible(timeout=PATIENCE)
    there.page.get_by_role("button", name="Close").click()
    there.page.evaluate("history.pushState({}, '', '/shop')")
    there.page.wait_for_timeout(100)
    there.page.evaluate("history.pushState({}, '', '/thanks')")
    there.stays_away()


def test_an_event_of_the_page_brings_it(visit, feedback):
    feedback.config["event"] = "order-done"
    there = visit()
    there.stays_away()
    there.page.evaluate("document.dispatchEvent(new CustomEvent('order-done'))")
    expect(there.panel).to_be_visible(timeout=PATIENCE)


def test_the_page_may_show_and_hide_it_and_the_focus_comes_back(visit, feedback):
    feedback.config["event"] = "never"
    there = visit()
    there.page.locator("#ask").evaluate("(e, slug) => e.addEventListener('click', () => clew.survey.show(slug))", SLUG)
    there.page.click("#ask")
    expect(there.panel).to_be_visible(timeout=PATIENCE)
    assert there.focused() == "section"
    there.page.keyboard.press("Tab")
    assert there.focused() == "button"
    there.page.keyboard.press("Escape")
    expect(there.panel).to_have_count(0)
    assert there.page.evaluate("document.activeElement.id") == "ask"
    there.page.click("#ask")
    expect(there.panel).to_be_visible(timeout=PATIENCE)
    there.frame.get_by_role("button", name="Send").focus()
    there.page.keyboard.press("Escape")
    expect(there.panel).to_have_count(0)
    there.page.click("#ask")
    expect(there.panel).to_be_visible(timeout=PATIENCE)
    there.page.evaluate("slug => clew.survey.hide(slug)", SLUG)
    expect(there.panel).to_have_count(0)


def test_what_the_page_asked_for_too_early_is_shown_when_the_script_has_come(visit, feedback):
    feedback.config["event"] = "never"
    there = visit(init=f"window.clew = {{survey: {{q: ['{SLUG}']}}}};")
    expect(there.panel).to_be_visible(timeout=PATIENCE)


def test_by_itself_it_takes_no_focus_and_is_told_to_who_listens(visit, shop):
    shop.how["attributes"] = ' data-delay="0.5"'
    there = visit()
    there.page.focus("#search")
    expect(there.panel).to_be_visible(timeout=PATIENCE)
    assert there.page.evaluate("document.activeElement.id") == "search"
    expect(there.page.get_by_role("status")).to_have_text("Your delivery")
    expect(there.page.get_by_role("dialog", name="Your delivery")).to_be_visible()
    there.page.keyboard.press("Escape")
    assert there.panel.is_visible()


def test_keys_reach_all_of_it_and_leave_it_again(visit):
    there = visit()
    expect(there.panel).to_be_visible(timeout=PATIENCE)
    there.page.focus("#ask")
    there.page.keyboard.press("Tab")
    assert there.focused() == "button"
    assert there.page.evaluate(
        "getComputedStyle(document.activeElement.shadowRoot.activeElement).outlineStyle") == "solid"  # fmt: skip
    there.page.keyboard.press("Tab")
    assert there.focused() == "iframe"
    there.page.keyboard.press("Shift+Tab")
    there.page.keyboard.press("Enter")
    expect(there.panel).to_have_count(0)


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


def test_who_has_finished_is_not_asked_again_on_this_page_and_the_page_is_told(visit):
    there = visit()
    expect(there.panel).to_be_visible(timeout=PATIENCE)
    there.frame.get_by_role("button", name="Send").click()
    there.page.wait_for_function("told.some(one => one[0] === 'done')")
    assert there.panel.is_visible(), "the thanks are read before one closes it"
    there.page.get_by_role("button", name="Close").click()
    there.page.evaluate("history.pushState({}, '', '/elsewhere')")
    there.stays_away()


def test_a_widget_that_is_off_or_not_there_is_no_fault_of_the_page(visit, feedback):
    feedback.config = {"on": False}
    there = visit()
    there.stays_away()
    feedback.config = "nonsense"
    nonsense = visit()
    nonsense.stays_away()
    assert there.said == nonsense.said == []


def test_messages_of_anybody_else_are_not_heard(visit, shop, feedback):
    other = f'<iframe name="other" src="{feedback.address}/s/other"></iframe>'
    shop.how["more"] = other
    there = visit()
    expect(there.panel).to_be_visible(timeout=PATIENCE)
    for said in ({"clew": "close"}, {"clew": "height", "value": 9999}, {"clew": "done"}):
        there.page.evaluate("said => window.postMessage(said, '*')", said)
        there.page.frame(name="other").evaluate("said => parent.postMessage(said, '*')", said)
    there.page.wait_for_timeout(300)
    assert there.page.evaluate("told") == [["shown", SLUG]]
    assert there.page.locator("section iframe").evaluate("e => e.offsetHeight") == 300


def test_what_the_frame_led_to_elsewhere_says_is_not_heard(visit, shop):
    shop.how["policy"] = ""
    with closing(open_shop("http://unused.invalid")) as elsewhere:
        elsewhere.how["more"] = "<script>parent.postMessage({clew: 'close'}, '*'); parent.postMessage(1, '*')</script>"
        there = visit()
        expect(there.panel).to_be_visible(timeout=PATIENCE)
        there.page.evaluate("window.heard = 0; addEventListener('message', event => { heard += event.data === 1 })")
        there.frame.locator("main").evaluate(f"() => {{ location.href = '{elsewhere.address}/evil' }}")
        there.page.wait_for_function("heard === 1")
        assert there.panel.is_visible()


@pytest.mark.parametrize(
    "message",
    ["null", "'x'", "7", "{kind: 'close'}", "{clew: 'height', value: -5}", "{clew: 'height', value: 1e9}",
     "{clew: 'height', value: 'a'}", "{clew: 'height', value: {}}", "{clew: 'other'}"],
)  # fmt: skip
def test_what_makes_no_sense_is_not_heard_either(visit, message):
    there = visit()
    expect(there.panel).to_be_visible(timeout=PATIENCE)
    there.frame.locator("main").evaluate(f"parent.postMessage({message}, '*')")
    there.page.wait_for_timeout(200)
    assert there.page.locator("iframe").evaluate("e => e.offsetHeight") == 300
    assert there.said == []


REFUSALS = ["navigator.doNotTrack = '1'", "navigator.globalPrivacyControl = true"]


@pytest.mark.parametrize("refusal", ["", *REFUSALS])
def test_it_remembers_only_where_it_may(visit, shop, browser, refusal):
    shop.how["attributes"] = " data-remember"
    name, _, value = refusal.removeprefix("navigator.").partition(" = ")
    init = f"Object.defineProperty(Navigator.prototype, '{name}', {{get: () => {value}}});" if refusal else ""
    there = visit(init=init)
    expect(there.panel).to_be_visible(timeout=PATIENCE)
    there.page.get_by_role("button", name="Close").click()
    kept = there.page.evaluate("Object.entries(localStorage).flat()")
    there.page.reload()
    if refusal:
        assert kept == []
        expect(there.panel).to_be_visible(timeout=PATIENCE)
    else:
        assert kept[0] == f"clew.survey.{SLUG}"
        there.stays_away()
        long_ago = "key => localStorage.setItem(key, JSON.stringify({draw: 1, over: Date.now() - 91 * 864e5}))"
        there.page.evaluate(long_ago, kept[0])
        there.page.reload()
        expect(there.panel).to_be_visible(timeout=PATIENCE)


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
