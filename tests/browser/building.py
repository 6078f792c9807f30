"""A survey as somebody builds it in the form of the edit page: every text typed there, in four languages."""

from __future__ import annotations

import re
from collections.abc import Sequence

from playwright.sync_api import Page, expect

__all__ = ["QUESTION", "built", "seen_in_preview"]

CODES = ("en", "pl", "ro", "ru")
LANGUAGES = ("English", "Polish", "Romanian", "Russian")
QUESTION = "How satisfied are you with the way we answered?"
SATISFIED = (QUESTION, "Jak ocenia Pani/Pan naszą odpowiedź?", "Cât de mulțumit(ă) sunteți?", "Насколько Вы довольны?")
LOW = ("very dissatisfied", "bardzo źle", "foarte nemulțumit(ă)", "совсем не доволен(на)")
HIGH = ("very satisfied", "bardzo dobrze", "foarte mulțumit(ă)", "очень доволен(на)")
REASONS = ("What went wrong?", "Co poszło nie tak?", "Ce nu a mers?", "Что пошло не так?")
OPTIONS = ("It came late\nBroken\nThe wrong thing", "Za późno\nUszkodzone\nNie to", "Târziu\nStricat\nAltceva",
           "Поздно\nСломано\nНе то")  # fmt: skip
STARS = ("The parcel?", "Paczka?", "Coletul?", "Посылка?")
GRID = ("How good was", "Jak ocenia Pani/Pan", "Cât de bun a fost", "Насколько хорош был")
ROWS = ("the courier\nthe site", "kuriera\nstronę", "curierul\nsite-ul", "курьер\nсайт")
WORDS = ("What else?", "Co jeszcze?", "Ce altceva?", "Что ещё?")
THANKS = ("Thank you.", "Dziękujemy.", "Vă mulțumim.", "Спасибо.")


def built(owner: Page, workspace: str) -> str:
    """Build a survey of two pages and five types of questions from nothing; give the address of its edit page."""
    owner.goto(f"/w/{workspace}/surveys/new/")
    owner.get_by_role("radio", name="Nothing One").check()
    owner.get_by_label("Title").fill("After the answer")
    for language in LANGUAGES:
        owner.get_by_role("checkbox", name=language).check()
    owner.get_by_role("button", name="Make the survey").click()
    owner.wait_for_url(re.compile(r"/surveys/[0-9a-f-]{36}/"))
    add(owner, "csat", 0)
    said(owner, text=SATISFIED, low=LOW, high=HIGH)
    owner.get_by_label("Id", exact=True).fill("satisfied")
    owner.get_by_label("The page cannot be left without an answer").check()
    owner.get_by_role("button", name="Add a page").click()
    opened(owner, "pages.1.questions.0")
    said(owner, text=WORDS)
    expect(card(owner, "pages.0.questions.0")).to_contain_text(QUESTION)  # the card before was kept by that button
    add(owner, "multiple", 1)
    said(owner, text=REASONS, **{"options.lines": OPTIONS})
    owner.get_by_label("Shuffle them for each person").check()
    owner.get_by_label("Show only if").fill("satisfied <= 3")
    owner.locator("#options\\.lines").click()
    expect(owner.locator("input[name='options.0.id']")).to_have_value("it_came_late")
    add(owner, "stars", 1)
    said(owner, text=STARS)
    add(owner, "matrix", 1)
    said(owner, text=GRID, low=LOW, high=HIGH, **{"rows.lines": ROWS})
    owner.locator("#edit-survey").click()
    opened(owner, "survey")
    said(owner, thanks=THANKS)
    said(owner, title=("After the answer", "Po odpowiedzi", "După răspuns", "После ответа"))
    owner.get_by_role("button", name="Keep", exact=True).last.click()
    expect(owner.locator("form.open-card")).to_have_count(0)
    last_in_place(owner)
    expect(owner.locator(".outline .error")).to_have_count(0)
    return re.match(r".*/surveys/[0-9a-f-]{36}/", owner.url)[0]


def add(owner: Page, kind: str, page: int) -> None:
    """Add a question of a type at the end of a page; its text is what is typed next."""
    count = owner.locator(
        f"#content [id^='edit-pages.{page}.questions.'], form.open-card[id^='pages.{page}.q']"
    ).count()
    owner.locator(f"select[name='new.pages.{page}']").select_option(kind)
    owner.locator(f"button[value='add:pages.{page}']").click()
    opened(owner, f"pages.{page}.questions.{count}")


def opened(owner: Page, place: str) -> None:
    """Wait until the card of a place is open and what is written first in it has the focus."""
    expect(owner.locator(f"form.open-card[id='{place}']")).to_be_visible()
    first = "title.en" if place == "survey" else "text.en"
    expect(owner.locator(f"textarea[name='{first}']")).to_be_focused()


def card(owner: Page, place: str):
    """Give the closed card of a place."""
    return owner.locator(f"article[id='{place}']")


def said(owner: Page, **texts: Sequence[str]) -> None:
    """Type texts, each in every language."""
    for name, by_language in texts.items():
        for code, text in zip(CODES, by_language, strict=True):
            owner.locator(f"textarea[name='{name}.{code}']").fill(text)


def last_in_place(owner: Page) -> None:
    """Move what was written first on the second page to its end, by the keyboard: the focus goes along."""
    owner.locator("[id='down-pages.1.questions.0']").focus()
    for number in (1, 2, 3):
        owner.keyboard.press("Enter")
        expect(owner.locator(f"[id='down-pages.1.questions.{number}']")).to_be_focused()
        expect(card(owner, f"pages.1.questions.{number}")).to_contain_text(WORDS[0])


def seen_in_preview(owner: Page, home: str) -> None:
    """Answer the draft in its preview, where nothing is saved."""
    owner.goto(f"{home}preview/")
    frame = owner.frame_locator("iframe")
    expect(frame.get_by_text(QUESTION)).to_be_visible()
    frame.locator("input[name='q.satisfied'][value='2']").check(force=True)
    frame.locator("form button.go, form button[type=submit], form button:not([type])").last.click()
    expect(frame.get_by_text(REASONS[0])).to_be_visible()
