"""No text changes what a page is made of: the same elements, whatever stands in names, answers, options and fields."""

from __future__ import annotations

import re
from dataclasses import replace

import msgspec
import pytest
from tests.clew_server.surveys.answering.pages.everything import EVERYTHING, live_of, page_of, shown_of
from tests.clew_server.surveys.answering.pages.reading import read

from clew.surveys import survey_document
from clew.surveys.model.survey import Survey
from clew.surveys.running import Answer, Flaw, read_form
from clew.surveys.running.route import Passed
from clew_server.surveys.answering.pages import again_page, out_page, question_page, thanks_page, told_page

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onfocus=alert(1) autofocus='",
    "</textarea></style></title><svg/onload=alert(1)>",
    "<!-- {{answer.place}} {{customer.first_name}} -->",
    "]]>&lt;&#x3c;script&gt;\u2028\u202e\ud83d",
    "javascript:alert(1)",
)  # fmt: skip
LIVE = live_of()
PAGES = [page.id for page in LIVE.asked.pages]
TEXTS = frozenset({"text", "low", "high", "help", "title", "thanks"})


def replaced(document, said: str):
    """The document of a survey, all of its texts replaced."""
    if isinstance(document, list):
        return [replaced(one, said) for one in document]
    if not isinstance(document, dict):
        return document
    return {
        key: dict.fromkeys(value, said) if key in TEXTS and isinstance(value, dict) else replaced(value, said)
        for key, value in document.items()
    }


def told(said: str):
    asked = msgspec.convert(replaced(survey_document(LIVE.asked), said), Survey)
    look = msgspec.structs.replace(LIVE.look, sender=said, redirect=said, logo="", colour="")
    return replace(LIVE, asked=asked, look=look)


def hostile_page(live, page: str, said: str, language: str = "pl"):
    """A page with hostile texts, filled in with hostile answers that are wrong, reached by hostile answers before."""
    shown = shown_of(live, page, language, {"first_name": said})
    before = page_of(live.asked, page).page
    form = {f"q.{question.id}": [said] for question in before.questions}
    form |= {f"q.{question.id}.other": [said] for question in before.questions}
    posted = read_form(before, form, {})
    place = live.asked.question("place")
    passed = (Passed(live.asked.pages[1], ((place, Answer(choices=("other",), words=said)),)),)
    return replace(
        shown, route=replace(shown.route, passed=passed), answers=posted.answers, flaws=posted.flaws, sent=form,
        action=f"/s/{said}", goes_back=True, began=said, seed=said, sealed=said,
    )  # fmt: skip


def order(shape):
    """Shuffled options have other attributes at other places: the same ones altogether."""
    return sorted(shape)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("said", HOSTILE)
def test_a_hostile_text_changes_no_element(page, said):
    tame = "x" * len(said)
    plain = read(question_page(hostile_page(told(tame), page, tame)))
    found = read(question_page(hostile_page(told(said), page, said)))
    assert order(found.shape) == order(plain.shape)
    if "{{" not in said:
        assert " ".join(said.encode("utf-8", "replace").decode().split()) in found.text


def test_an_answer_piped_into_a_text_is_escaped():
    text = EVERYTHING.replace("What else should we know?", "'You said {{answer.place}} to {{customer.first_name}}?'")
    live = live_of(text)
    page = question_page(hostile_page(live, "words", HOSTILE[0], "en")).decode()
    assert "You said &lt;script&gt;alert(1)&lt;/script&gt; to &lt;script&gt;" in page
    assert len(re.findall("<script", page)) == 1


@pytest.mark.parametrize("said", HOSTILE)
def test_pages_that_ask_nothing_are_made_of_the_same_too(said):
    live, plain = told(said), told("plain")
    pages = [
        (thanks_page(live, "en", said, is_framed=False), thanks_page(plain, "en", "plain", is_framed=False)),
        (told_page(said, "en", live), told_page("plain", "en", plain)),
        (out_page(said, "en", is_done=False), out_page("plain", "en", is_done=False)),
        tuple(again_page("unsaved", "en", f"/s/{one}", {one: [one, one]}, is_framed=False) for one in (said, "plain")),
    ]
    for found, wanted in pages:
        assert read(found).shape == read(wanted).shape


@pytest.mark.parametrize("address", ["javascript:alert(1)", "//evil.example", "data:text/html,x", "/\\evil", "https:x"])
def test_the_thanks_lead_nowhere_but_to_an_address(address):
    assert read(thanks_page(LIVE, "en", address, is_framed=False)).all("a") == []


def test_a_flaw_of_what_is_not_on_the_page_says_nothing():
    flaws = (Flaw("elsewhere", "required"), Flaw("hello", "required"))
    assert "wrong" not in read(question_page(shown_of(LIVE, "scores", flaws=flaws))).ids
