"""What stands around the questions: title, way, languages, notes, frame; sizes; what a browser may use."""

from __future__ import annotations

import base64
import hashlib
import random
import re
from dataclasses import replace

import pytest
from tests.clew_server.surveys.answering.pages.everything import EVERYTHING, live_of, shown_of
from tests.clew_server.surveys.answering.pages.reading import read

from clew.surveys.running import Answer, Flaw
from clew.surveys.running.route import Passed
from clew_server.surveys.answering.pages import (
    POLICY,
    again_page,
    out_page,
    question_page,
    sheet,
    styling,
    thanks_page,
    told_page,
)
from clew_server.surveys.look import LARGEST_LOGO

LIVE = live_of()
PAGES = [page.id for page in LIVE.asked.pages]
LOGO = base64.b64encode(random.Random(7).randbytes(LARGEST_LOGO)).decode()  # noqa: S311 - pictures do not compress
#: Three questions, as most pages have at most.
SEVERAL = """
format: 1
id: several
title: {en: Your delivery, ru: Доставка}
program: transactional
languages: [en, ru]
pages:
  - id: one
    questions:
      - {id: score, type: nps, text: {en: How likely are you to recommend us?, ru: Насколько вероятно?},
         low: {en: no, ru: нет}, high: {en: yes, ru: да}}
      - id: reasons
        type: multiple
        text: {en: What went wrong?, ru: Что пошло не так?}
        options:
          - {id: late, text: {en: It came late, ru: Опоздала}}
          - {id: damaged, text: {en: It was damaged, ru: Повреждена}}
          - {id: rude, text: {en: People were rude, ru: Грубость}}
          - {id: wrong, text: {en: It was another thing, ru: Другая вещь}}
        other: true
      - {id: words, type: long_text, text: {en: What else should we know?, ru: Что ещё нам следует знать?}}
"""
#: In one language: there are no buttons for languages.
ALONE = """
format: 1
id: alone
title: Your delivery
program: none
pages:
  - {id: one, questions: [{id: city, type: short_text, text: In which town?}]}
"""


@pytest.fixture(autouse=True)
def origins(monkeypatch):
    allowed = ("https://shop.example", "https://www.shop.example")
    monkeypatch.setattr(styling, "origins_of", lambda _: allowed)
    monkeypatch.setattr(sheet, "origins_of", lambda _: allowed)
    return allowed


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["en", "pl", "ro", "ru"])
def test_a_page_is_whole_and_nothing_on_it_is_there_twice(page, language):
    found = read(question_page(shown_of(LIVE, page, language)))
    assert [name for name, count in found.ids.items() if count > 1] == []
    assert found.all("html")[0]["lang"] == language
    assert len(found.all("h1")) == len(found.all("main")) == len(found.all("form")) == len(found.all("style")) == 1
    labels = {one.get("for") for one in found.all("label") if one.get("for")}
    named = {ids for _, one in found.elements for ids in (one.get("aria-labelledby") or "").split()}
    assert labels | named <= set(found.ids)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_page_with_several_questions_and_a_logo_is_under_30_kb(language):
    live = live_of(SEVERAL, logo=LOGO, logo_kind="image/png", sender="Northwind")
    page = question_page(shown_of(live, "one", language))
    assert f"data:image/png;base64,{LOGO[:20]}".encode() in page
    assert len(page) < 30_000


def test_the_script_is_under_2_kb():
    assert len(styling.SCRIPT.encode()) < 2048


def test_the_policy_allows_the_style_and_the_script_of_the_page_and_nothing_else():
    live = live_of(colour="#00aa66", redirect="https://shop.example/thanks?x=1")
    page = question_page(shown_of(live, "words")).decode()
    policy = POLICY(live)
    for part in ("style", "script"):
        inside = re.search(f"<{part}>(.*?)</{part}>", page, re.DOTALL).group(1)
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{part}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; ")
    assert policy.endswith("frame-ancestors https://shop.example https://www.shop.example")
    assert "form-action 'self' https://shop.example;" in policy
    assert "style=" not in page
    assert "http" not in re.sub(r"<(script|style)>.*?</\1>", "", page, flags=re.DOTALL)


def test_without_a_survey_nobody_frames_a_page():
    assert POLICY(None).endswith("form-action 'self'; frame-ancestors 'none'")
    assert "evil" not in POLICY(live_of(redirect="https://evil.example/"))


def test_what_must_be_answered_says_so_and_what_was_answered_is_filled_in():
    found = read(question_page(shown_of(LIVE, "scores", "pl", answers={"recommend": Answer(rating=9)})))
    assert found.text.count("wymagane") == 1
    assert [one["value"] for one in found.all("input", name="q.recommend") if "checked" in one] == ["9"]
    assert all("required" in one for one in found.all("input", name="q.recommend"))
    assert len(found.all("fieldset", **{"aria-required": "true"})) == 1


def test_the_last_page_sends_the_others_go_on_and_back():
    first, last = (read(question_page(shown_of(LIVE, page, goes_back=True))) for page in (PAGES[0], PAGES[-1]))
    assert first.text.endswith("Next")
    assert last.text.endswith("Send")
    (back,) = last.all("button", name="back")
    assert "formnovalidate" in back
    assert read(question_page(shown_of(LIVE, "words"))).all("button", name="back") == []


@pytest.mark.parametrize("text", [EVERYTHING, ALONE])
def test_enter_in_a_field_sends_the_page_on_and_not_back(text):
    live = live_of(text)
    found = read(question_page(shown_of(live, live.asked.pages[0].id, goes_back=True)))
    first, *others = found.all("button")
    assert (first["form"], first.get("name"), first["tabindex"]) == (found.all("form")[0]["id"], None, "-1")
    assert [one.get("name") for one in others if one.get("name") != "lang"] == ["back", None]


def test_how_far_one_is_stands_there_once_a_page_is_behind():
    assert read(question_page(shown_of(LIVE, "scores"))).all("progress") == []
    assert read(question_page(shown_of(LIVE, "tables"))).all("progress")[0]["value"] == "50"


def test_languages_are_buttons_of_the_form_and_none_of_them_is_what_enter_presses():
    found = read(question_page(shown_of(LIVE, "scores", "pl")))
    (form,) = found.all("form")
    first, *others = found.all("button")
    assert (first["form"], first.get("name"), first["tabindex"]) == (form["id"], None, "-1")
    tongues = [one for one in others if one.get("name") == "lang"]
    assert [(one["value"], one["lang"], one["form"]) for one in tongues] == [
        (language, language, form["id"]) for language in ("en", "pl", "ro", "ru")
    ]
    assert all("formnovalidate" in one for one in tongues)
    assert [one["value"] for one in tongues if one.get("aria-current") == "true"] == ["pl"]


def test_an_optional_answer_by_one_button_can_be_taken_back_and_a_required_one_not():
    for page in LIVE.asked.pages:
        found = read(question_page(shown_of(LIVE, page.id)))
        names = {one["name"] for one in found.all("input", type="radio", value="")}
        radios = {one["name"] for one in found.all("input", type="radio")}
        required = {question.id for question in page.questions if getattr(question, "required", False)}
        assert names == {name for name in radios if name.split(".")[1] not in required}


def test_a_language_that_is_not_ours_gets_english_words_that_say_so():
    text = EVERYTHING.replace("languages: [en, pl, ro, ru]", "languages: [en, pl, ro, ru, de]")
    text = text.replace("{en: In which town?,", "{de: In welcher Stadt?, en: In which town?,")
    found = read(question_page(shown_of(live_of(text), "words", "de")))
    assert found.all("html")[0]["lang"] == "de"
    assert "In welcher Stadt?" in found.text
    assert {one["lang"] for one in found.all("span") if "lang" in one} == {"en"}
    assert len(found.all("span", lang="en")) >= 4


def test_a_language_from_right_to_left_is_one():
    text = EVERYTHING.replace("languages: [en, pl, ro, ru]", "languages: [en, pl, ro, ru, ar]")
    found = read(question_page(shown_of(live_of(text), "words", "ar")))
    assert found.all("html")[0]["dir"] == "rtl"
    assert found.all("button", value="pl")[0]["dir"] == "ltr"
    assert found.all("textarea")[0]["dir"] == "auto"
    assert {one["dir"] for one in found.all("span", lang="en")} == {"ltr"}


def test_who_answers_an_anonymous_survey_is_told_so_at_the_beginning():
    live = live_of(is_anonymous=True)
    assert "nie zapisujemy, czyje są które odpowiedzi" in read(question_page(shown_of(live, "scores", "pl"))).text
    assert "nie zapisujemy" not in read(question_page(shown_of(LIVE, "scores", "pl"))).text


def test_once_something_was_answered_a_page_says_that_one_may_come_back():
    told = "come back to this address"
    for live, how, is_told in (
        (LIVE, {}, True),
        (LIVE, {"is_framed": True}, False),
        (LIVE, {"is_preview": True}, False),
        (live_of(is_anonymous=True), {}, False),
    ):
        shown = shown_of(live, "words", **how)
        first = live.asked.pages[0]
        later = replace(shown, route=replace(shown.route, passed=(Passed(first, ()),)))
        assert told not in read(question_page(shown)).text
        assert (told in read(question_page(later)).text) == is_told


def test_a_preview_says_that_nothing_is_saved():
    assert "Preview: nothing is saved." in read(question_page(shown_of(LIVE, "scores", is_preview=True))).text
    assert "Preview" not in read(question_page(shown_of(LIVE, "scores"))).text


def test_programs_find_a_field_that_people_do_not():
    found = read(question_page(shown_of(LIVE, "scores")))
    field = found.all("input", name="website")[0]
    assert (field["tabindex"], field["autocomplete"]) == ("-1", "off")
    assert found.all("div", **{"class": "trap"})[0]["aria-hidden"] == "true"


def test_only_in_a_frame_a_page_knows_who_may_be_told_of_it(origins):
    framed = read(question_page(shown_of(LIVE, "scores", is_framed=True))).all("body")[0]
    assert framed["data-origins"] == " ".join(origins)
    assert "data-done" not in framed
    assert "data-origins" not in read(question_page(shown_of(LIVE, "scores"))).all("body")[0]
    done = read(thanks_page(LIVE, "en", "", is_framed=True)).all("body")[0]
    assert {"data-origins", "data-done"} <= set(done)


@pytest.mark.parametrize("language", ["en", "pl", "ro", "ru", "de"])
def test_pages_that_ask_nothing_are_whole(language):
    pages = {
        "thanks": thanks_page(LIVE, language, "https://shop.example/a?b=1&c=2", is_framed=False),
        "closed": told_page("closed", language, LIVE),
        "unknown": told_page("no such thing", language),
        "out": out_page("a" * 43, language, is_done=False),
        "is out": out_page("a" * 43, language, is_done=True),
        "again": again_page("unsaved", language, "/s/x?lang=pl", {"q.a": ["1", "2"]}, is_framed=True),
    }
    found = {name: read(page) for name, page in pages.items()}
    assert all(len(one.all("h1")) == 1 and one.all("html")[0]["lang"] == language for one in found.values())
    assert found["thanks"].all("a", target="_top")[0]["href"] == "https://shop.example/a?b=1&c=2"
    assert found["out"].all("form")[0] == {"method": "post", "action": f"/s/out/{'a' * 43}"}
    assert found["is out"].all("form") == []
    assert found["again"].all("form")[0] == {"method": "post", "action": "/s/x?lang=pl"}
    assert [(one["name"], one["value"]) for one in found["again"].all("input")] == [("q.a", "1"), ("q.a", "2")]
    assert len(found["again"].all("button")) == 1
    if language == "de":
        assert found["closed"].all("span", lang="en")


def test_a_thank_you_in_another_language_than_the_page_says_so():
    text = EVERYTHING.replace(", ro: Vă mulțumim., ru: Спасибо.", "")
    found = read(thanks_page(live_of(text), "ro", "", is_framed=False))
    assert found.all("span", lang="en")
    assert "Thank you." in found.text


@pytest.mark.parametrize(("language", "up"), [("de", "Up"), ("pl", "W górę")])
def test_words_that_stand_in_attributes_are_no_markup(language, up):
    found = read(question_page(shown_of(LIVE, "choices", language)))
    (ranks,) = found.all("div", **{"class": "ranks"})
    assert ranks["data-up"] == up
    assert "<" not in "".join(value or "" for _, one in found.elements for value in one.values())


def test_a_number_to_write_is_a_field_that_shows_whatever_was_written():
    shown = shown_of(LIVE, "scores", flaws=(Flaw("share", "not_on_scale", {"low": 0, "high": 100}),),
                     sent={"q.share": ["7,x"]})  # fmt: skip
    (field,) = read(question_page(shown)).all("input", name="q.share", type="text")
    assert (field["value"], field["inputmode"], field["aria-invalid"]) == ("7,x", "numeric", "true")
    below = live_of(EVERYTHING.replace("min: 0\n        max: 100", "min: -50\n        max: 50"))
    (field,) = read(question_page(shown_of(below, "scores"))).all("input", name="q.share", type="text")
    assert "inputmode" not in field  # keyboards of figures have no minus
