"""Every type is answered by mouse without a script, by keyboard alone, and with the script; a frame is told of it."""

from __future__ import annotations

import threading

import pytest
from tests.browser.answering.serving import PAGES
from tests.browser.waiting import until

from clew.surveys.running import Answer

pytestmark = pytest.mark.browser
FOCUS = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const shown = e.closest('.place') ? e.nextElementSibling : e;
  const s = getComputedStyle(shown);
  return [e.name || e.className || e.href || '', s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2];
}"""


def sent(pages, before: int) -> dict[str, Answer]:
    """The answers of the one form that was sent since."""
    assert len(pages.sent) == before + 1
    assert pages.sent[-1].flaws == ()
    return pages.sent[-1].answers


def press(page, text: str, within: str) -> None:
    page.locator(f"#q-{within}").get_by_text(text, exact=True).locator("visible=true").first.click(force=True)


@pytest.mark.parametrize("has_script", [True, False])
@pytest.mark.parametrize("width", [320, 1280])
def test_all_types_are_answered_by_pressing(window, pages, has_script, width):
    how = {"width": width, "java_script_enabled": has_script}
    before = len(pages.sent)
    page = window("/scores", **how).page
    for question, text in (("recommend", "9"), ("satisfied", "Does not apply"), ("ease", "7"), ("warmth", "−2")):
        press(page, text, question)
    page.locator("#q-stars label").nth(3).click()
    page.fill("#q-share [type=text]", "35")
    page.click(".go")
    found = sent(pages, before)
    assert [found[name].rating for name in ("recommend", "ease", "stars", "warmth", "share")] == [9, 7, 4, -2, 35]
    assert found["satisfied"].state == "not_applicable"

    page = window("/choices", **how).page
    press(page, "Other", "place")
    page.fill("#q-place [type=text]", "Bazaar")
    press(page, "It came late", "reasons")
    press(page, "It was damaged", "reasons")
    page.get_by_label("The speed", exact=True).select_option("1")
    page.get_by_label("The price", exact=True).select_option("2")
    press(page, "calm", "felt")
    page.click(".go")
    found = sent(pages, before + 1)
    assert found["place"] == Answer(choices=("other",), words="Bazaar")
    assert found["reasons"].choices == ("late", "damaged")
    assert found["matters"].choices == ("speed", "price")
    assert found["felt"].choices == ("calm",)

    page = window("/tables", **how).page
    for at, name in enumerate(("q.areas.quality", "q.areas.delivery", "q.areas.help-desk")):
        page.locator(f"label:not(.none):has([name='{name}'])").nth(at + 1).click()
    page.locator("label:not(.none):has([name='q.often.card'])").nth(2).click()
    page.click(".go")
    found = sent(pages, before + 2)
    assert [row.rating for row in found["areas"].rows.values()] == [2, 3, 4]
    assert found["often"].rows["card"].choices == ("always",)

    page = window("/words", **how).page
    page.fill("#q-city input", "Kraków")
    page.fill("#q-more textarea", "One\nTwo")
    page.click(".go")
    assert [found.words for found in sent(pages, before + 3).values()] == ["Kraków", "One\nTwo"]
    assert page.url.endswith("/done")


def walk(page, choose) -> list[str]:
    """Tab through a page, doing with each control what ``choose`` says; return whose focus was not seen."""
    unseen = []
    for _ in range(80):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUS)
        if found is None:
            break
        name, is_seen = found
        unseen += [] if is_seen else [name]
        if name == "go":
            break
        for key in choose(name):
            page.keyboard.press(key)
    return unseen


@pytest.mark.parametrize("has_script", [True, False])
def test_all_types_are_answered_by_keyboard_alone(window, pages, has_script):
    before = len(pages.sent)
    keys = {"q.share": ["4", "2"], "q.matters.price": ["2"], "q.matters.advice": ["1"], "q.city": ["G", "d"],
            "q.more": ["a", "Enter", "b"], "q.place": ["Space"], "q.reasons": []}  # fmt: skip

    def choose(name: str) -> list[str]:
        if name.endswith(".na") or not name.startswith("q."):
            return []
        return keys.get(name, [] if name.startswith("q.matters") else ["Space", "ArrowRight"])

    for name in PAGES:
        page = window(f"/{name}", java_script_enabled=has_script).page
        assert walk(page, choose) == []
        page.keyboard.press("Enter")
        page.wait_for_url("**/done")
    answers = {name: answer for posted in pages.sent[before:] for name, answer in posted.answers.items()}
    assert [answers[name].rating for name in ("recommend", "satisfied", "ease", "stars", "warmth", "share")] == [
        1, 2, 2, 2, -2, 42,
    ]  # fmt: skip
    assert answers["place"].choices == ("shop",)
    assert answers["matters"].choices == ("advice", "price")
    assert answers["felt"].choices == ("happy",)
    assert {row.rating for row in answers["areas"].rows.values()} == {2}
    assert answers["often"].rows["app"].choices == ("sometimes",)
    assert (answers["city"].words, answers["more"].words) == ("Gd", "a\nb")


@pytest.mark.parametrize("has_script", [True, False])
def test_what_is_wrong_has_the_focus_and_leads_to_what_mends_it(window, pages, has_script):
    page = window("/scores", java_script_enabled=has_script).page
    page.click(".go")
    page.wait_for_selector("#wrong")
    assert page.title() == "Error: Your visit to us"
    assert page.locator("#wrong").evaluate("e => e === document.activeElement")
    page.click("#wrong a")
    assert page.url.endswith("#f-recommend-0")
    page.keyboard.press("Space")
    page.click(".go")
    page.wait_for_url("**/done")
    assert pages.sent[-1].answers["recommend"].rating == 0


def test_the_field_for_other_comes_with_other_and_stays_with_what_is_in_it(window):
    page = window("/choices").page
    field = page.locator("#q-reasons [type=text]")
    assert not field.is_visible()
    press(page, "Other", "reasons")
    field.fill("Noise")
    press(page, "Other", "reasons")
    assert field.is_visible()


def test_the_script_keeps_apart_what_does_not_go_together(window):
    page = window("/choices").page
    press(page, "It came late", "reasons")
    press(page, "Nothing", "reasons")
    checked = "all => all.filter(e => e.checked).map(e => e.value)"
    boxes = page.locator("#q-reasons [type=checkbox]")
    assert boxes.evaluate_all(checked) == ["nothing"]
    press(page, "It was damaged", "reasons")
    assert boxes.evaluate_all(checked) == ["damaged"]
    press(page, "Does not apply", "reasons")
    assert boxes.evaluate_all(checked) == ["1"]


def test_places_are_given_and_changed_by_buttons(window, pages):
    page = window("/choices").page
    for name in ("Up: The advice", "Up: The price", "Up: The range", "Up: The range", "Down: The advice"):
        page.get_by_role("button", name=name).click()
    places = page.locator("#q-matters select").evaluate_all("all => all.map(e => [e.name.slice(10), e.value])")
    assert dict(places) == {"range": "1", "advice": "2", "price": "3", "speed": ""}
    before = len(pages.sent)
    page.click(".go")
    page.wait_for_url("**/done")
    assert sent(pages, before)["matters"].choices == ("range", "advice", "price")


def test_letters_are_counted_once_they_become_few(window):
    page = window("/words").page
    page.locator("#q-city input").press_sequentially("x" * 33)
    page.wait_for_selector("text=33 / 40")
    page.locator("#q-city input").fill("x")
    page.wait_for_selector("text=33 / 40", state="detached")


def test_a_form_is_sent_once_however_often_it_is_pressed(window, pages):
    page = window("/words").page
    before = len(pages.sent)
    pages.answers.clear()
    threading.Timer(0.8, pages.answers.set).start()
    page.evaluate("[50, 250, 450].forEach(at => setTimeout(() => document.querySelector('.go').click(), at))")
    page.wait_for_url("**/done")
    assert len(pages.sent) == before + 1


@pytest.mark.parametrize("page", [*PAGES, "done", "closed", "out"])
def test_nothing_is_kept_and_only_the_page_itself_is_asked_for(window, pages, page):
    opened = window(f"/{page}")
    opened.page.wait_for_timeout(100)
    assert opened.page.evaluate("[localStorage.length, sessionStorage.length, document.cookie.length]") == [0, 0, 0]
    assert [url for url in opened.asked if not url.endswith("/favicon.ico")] == [f"{pages.address}/{page}"]


def test_the_page_around_a_frame_is_told_how_high_it_is_and_when_it_is_done(window, pages):
    page = window(f"{pages.elsewhere}/around?page=words").page
    until(page, "heard.length")
    height = page.evaluate("heard.at(-1)")
    assert height["clew"] == "height"
    inside = page.frames[1]
    whole = inside.evaluate("document.documentElement.getBoundingClientRect().height")
    assert 0 <= height["value"] - whole < 1, "all of it, to the next whole pixel"
    inside.locator("#q-city input").press("Escape")
    until(page, "heard.some(m => m.clew == 'close')")
    inside.goto(f"{pages.address}/done?frame=1")
    until(page, "heard.some(m => m.clew == 'done')")


def test_who_was_not_listed_frames_nothing(window, pages):
    opened = window(f"{pages.address}/around?page=words")
    opened.page.wait_for_timeout(300)
    assert opened.page.evaluate("heard") == []
    assert opened.page.frames[1].url != f"{pages.address}/words?frame=1"
    assert "frame-ancestors" in " ".join(opened.said)
    opened.said.clear()


@pytest.mark.parametrize("has_script", [True, False])
@pytest.mark.parametrize("width", [320, 1280])
def test_an_answer_is_taken_back_by_a_button_that_comes_with_it(window, pages, has_script, width):
    how = {"width": width, "java_script_enabled": has_script}
    before = len(pages.sent)
    page = window("/scores", **how).page
    assert not page.locator(".none").locator("visible=true").count()
    press(page, "9", "recommend")
    assert not page.locator(".none").locator("visible=true").count()  # it must be answered
    height = page.evaluate("document.documentElement.scrollHeight")
    press(page, "7", "ease")
    page.locator("#q-stars label").nth(3).click()
    assert page.locator(".none").locator("visible=true").count() == 2
    assert page.evaluate("document.documentElement.scrollHeight") == height  # nothing jumps
    press(page, "No answer", "ease")
    assert page.locator("#q-ease").get_by_text("No answer").is_visible()
    page.click(".go")
    found = sent(pages, before)
    assert (found["ease"], found["stars"].rating) == (Answer(state="missing"), 4)
    page = window("/tables", **how).page
    for row in ("quality", "delivery", "help-desk"):
        page.locator(f"[name='q.areas.{row}'][value='4']").check()
    assert not page.locator(".none").locator("visible=true").count()
    page.locator("[name='q.often.app'][value=always]").check()
    page.locator("[name='q.often.card'][value=never]").check()
    assert page.locator(".none").locator("visible=true").count() == 2
    page.locator("tr", has=page.locator("[name='q.often.app']")).locator(".none").click()
    page.click(".go")
    rows = sent(pages, before + 1)["often"].rows
    assert (rows["app"], rows["card"].choices) == (Answer(state="missing"), ("never",))


@pytest.mark.parametrize("has_script", [True, False])
def test_another_language_loses_nothing_that_was_typed(window, pages, has_script):
    before = len(pages.sent)
    page = window("/words", java_script_enabled=has_script).page
    page.fill("#q-city [type=text]", "Kraków")
    page.fill("#q-more textarea", "two\nlines")
    page.get_by_role("button", name="Polski").click()
    assert page.locator("html").get_attribute("lang") == "pl"
    assert page.locator("#q-city [type=text]").input_value() == "Kraków"
    page.locator("#q-city [type=text]").press("Enter")  # sends the page, in whatever language
    page.wait_for_url("**/done")
    found = sent(pages, before)
    assert (found["city"].words, found["more"].words) == ("Kraków", "two\nlines")


@pytest.mark.parametrize("has_script", [True, False])
@pytest.mark.parametrize("width", [320, 1280])
def test_back_takes_along_what_was_typed_and_enter_goes_on(window, pages, has_script, width):
    left, before = len(pages.left), len(pages.sent)
    page = window("/words", width=width, java_script_enabled=has_script).page
    page.fill("#q-city [type=text]", "Kraków")
    back, on = page.get_by_role("button", name="Back"), page.locator(".go")
    assert back.bounding_box()["height"] >= 24
    below = on.bounding_box()["y"] + on.bounding_box()["height"]
    assert (back.bounding_box()["y"] >= below) == (width == 320)
    back.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/scores")
    assert (len(pages.left), len(pages.sent)) == (left + 1, before)
    assert pages.left[-1].answers["city"].words == "Kraków"
    page = window("/words", width=width, java_script_enabled=has_script).page
    page.locator("#q-city [type=text]").press("Enter")
    page.wait_for_url("**/done")
    assert (len(pages.left), len(pages.sent)) == (left + 1, before + 1)


@pytest.mark.parametrize("has_script", [True, False])
def test_a_number_that_is_none_is_shown_again_as_it_was_written(window, has_script):
    page = window("/scores", java_script_enabled=has_script).page
    press(page, "9", "recommend")
    page.fill("#q-share [type=text]", "7,x")
    page.click(".go")
    page.wait_for_selector("#wrong")
    assert page.locator("#q-share [type=text]").input_value() == "7,x"
