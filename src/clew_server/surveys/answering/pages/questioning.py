"""The page that asks: a form with the questions of one page, what is wrong above it, the way on below."""

from __future__ import annotations

from clew.surveys.model.questions import Asked, Matrix
from clew.surveys.running import Flaw, rows_shown
from clew_server.surveys.answering.pages.elements import Html, joined, tag
from clew_server.surveys.answering.pages.questions.asked import asked
from clew_server.surveys.answering.pages.questions.framing import first_control
from clew_server.surveys.answering.pages.sheet import FORM, sheet
from clew_server.surveys.answering.pages.shown import Shown
from clew_server.surveys.answering.pages.voice import Voice
from clew_server.surveys.answering.pages.words import word

__all__ = ["question_page"]


def question_page(shown: Shown) -> bytes:
    """Return one page of a survey as HTML; it works without its script."""
    voice = Voice(shown)
    survey = shown.live.asked
    title = voice.reader.says(survey.title)
    return sheet(
        shown.language,
        f"{word('error', shown.language)}: {title}" if shown.flaws else title,
        _opening(voice),
        _wrong(voice),
        _form(voice),
        _note(voice),
        live=shown.live,
        is_framed=shown.is_framed,
        is_preview=shown.is_preview,
        chooses=True,
    )


def _opening(voice: Voice) -> Html:
    shown = voice.shown
    page = shown.route.page
    return joined(
        tag("h1", voice.tells(shown.live.asked.title)),
        tag("h2", voice.tells(page.title)) if page and page.title else Html(),
        _progress(voice) if shown.route.progress else Html(),
        _promise(voice),
    )


def _progress(voice: Voice) -> Html:
    share = round(voice.shown.route.progress * 100)
    return tag(
        "div",
        tag("label", voice.word("progress"), for_="way"),
        tag("progress", f"{share}%", id="way", max=100, value=share),
        tag("span", f"{share}\u00a0%", aria_hidden="true"),
        class_="way",
    )


def _promise(voice: Voice) -> Html:
    """At the beginning, that nobody knows who answers."""
    is_told = voice.shown.live.is_anonymous and not voice.shown.route.passed
    return tag("p", voice.word("anonymous"), class_="note") if is_told else Html()


def _note(voice: Voice) -> Html:
    """Once something was answered, that one may come back: not where nobody is to be known by an address."""
    shown = voice.shown
    is_told = shown.route.passed and not (shown.is_framed or shown.live.is_anonymous or shown.is_preview)
    return tag("p", voice.word("saved"), class_="note") if is_told else Html()


def _wrong(voice: Voice) -> Html:
    """What is wrong, each a link to the control that mends it."""
    questions = {question.id: question for question in voice.shown.route.shown}
    lines = [
        tag("li", _line(voice, question, flaw))
        for flaw in voice.shown.flaws
        if isinstance(question := questions.get(flaw.question), Asked)
    ]
    if not lines:
        return Html()
    heading = tag("h2", voice.word("check"), id="wrong-heading")
    return tag(
        "div", heading, tag("ul", *lines), class_="wrong", id="wrong", role="alert", tabindex=-1, autofocus=True,
        aria_labelledby="wrong-heading",
    )  # fmt: skip


def _line(voice: Voice, question: Asked, flaw: Flaw) -> Html:
    rows = rows_shown(question, voice.seed) if isinstance(question, Matrix) else ()
    at, text = next(((at, row.text) for at, row in enumerate(rows) if row.id == flaw.row), (0, question.text))
    words = (voice.tells(text), " – ", voice.says_flaw(question, flaw))
    return tag("a", *words, href=f"#{first_control(question, at)}")


def _form(voice: Voice) -> Html:
    shown = voice.shown
    questions = shown.route.shown
    return tag(
        "form",
        _hidden("asked", ",".join(question.id for question in questions)),
        _hidden("began", shown.began),
        _hidden("seed", shown.sealed),
        _trap(voice),
        *[asked(voice, question) for question in questions],
        _end(voice),
        id=FORM,
        method="post",
        action=shown.action,
        autocomplete="off",
        novalidate=True,
    )


def _hidden(name: str, value: str) -> Html:
    return tag("input", type="hidden", name=name, value=value) if value else Html()


def _trap(voice: Voice) -> Html:
    """A field that people do not see and programs fill in."""
    field = tag("input", name="website", tabindex=-1, autocomplete="off")
    return tag("div", tag("label", voice.word("trap"), " ", field), class_="trap", aria_hidden="true")


def _end(voice: Voice) -> Html:
    shown = voice.shown
    pages = shown.live.asked.pages
    is_last = shown.route.page is not None and shown.route.page.id == pages[-1].id
    return tag(
        "div",
        tag("button", voice.word("back"), name="back", value="1", formnovalidate=True, class_="back")
        if shown.goes_back
        else tag("span"),
        tag("button", voice.word("send" if is_last else "next"), class_="go"),
        class_="end",
    )
