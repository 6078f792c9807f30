"""Pages that ask nothing: thanks at the end, what is the matter, the button that says "never again"."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from clew.surveys.running import Route
from clew_server.surveys.answering.pages.elements import Html, joined, tag
from clew_server.surveys.answering.pages.filling import Form
from clew_server.surveys.answering.pages.sheet import sheet
from clew_server.surveys.answering.pages.voice import marked, reader_on, text_language
from clew_server.surveys.answering.pages.words import LANGUAGES, TOLD, Told, own_language, word
from clew_server.surveys.keeping import Live
from clew_server.surveys.links import PREFIX
from clew_server.surveys.look import origin_of

__all__ = ["again_page", "out_page", "thanks_page", "told_page"]

#: Of somebody of whom nothing is known.
NO_WAY = Route((), None)


def thanks_page(
    live: Live, language: str, redirect: str, is_framed: bool,  # noqa: FBT001 - agreed so
    way: Route = NO_WAY,
) -> bytes:  # fmt: skip
    """Return the thanks at the end of a ``way``; ``redirect`` is an allowed address that a link leads on to, or ""."""
    said = reader_on(live.asked, language, way).says(live.asked.thanks)
    own = text_language(live.asked.thanks, language, live.asked.language)
    return sheet(
        language,
        said or word("thanks", language),
        tag("h1", marked(said, own, language) if said else _own("thanks", language)),
        tag("p", _own("kept", language)),
        _onwards(language, redirect),
        live=live,
        is_framed=is_framed,
        is_done=True,
        kind="said",
    )


def told_page(what: str, language: str, live: Live | None = None) -> bytes:
    """Return a page that says what is the matter: closed, full, used, gone, wrong, busy, saved, expired, ..."""
    return _told(TOLD.get(what, TOLD["wrong"]), language, Html(), live)


def again_page(what: str, language: str, action: str, form: Form, is_framed: bool) -> bytes:  # noqa: FBT001 - as others
    """Return a page that tells ``what`` of a form that was not saved, holds all its fields, and sends them again."""
    fields = [tag("input", type="hidden", name=name, value=value) for name, values in form.items() for value in values]
    button = tag("button", _own("again", language), class_="go")
    return _told(TOLD[what], language, tag("form", *fields, button, method="post", action=action), None, is_framed)


def out_page(token: str, language: str, is_done: bool) -> bytes:  # noqa: FBT001 - agreed so
    """Return the page at which a participant says "never again": a button; then that it is so."""
    if is_done:
        return _told(TOLD["is_out"], language, Html(), None)
    button = tag("button", _own("out", language), class_="go")
    form = tag("form", button, method="post", action=f"{PREFIX}out/{quote(token, safe='', errors='replace')}")
    return _told(TOLD["out"], language, form, None)


def _told(
    said: tuple[Told, ...], language: str, more: Html, live: Live | None,
    is_framed: bool = False,  # noqa: FBT001, FBT002 - as others
) -> bytes:  # fmt: skip
    own = own_language(language)
    heading, sentence = said[LANGUAGES.index(own)]
    parts = (tag("h1", marked(heading, own, language)), tag("p", marked(sentence, own, language)), more)
    return sheet(language, heading, *parts, live=live, is_framed=is_framed, kind="said")


def _own(name: str, language: str, **figures: object) -> str:
    return marked(word(name, language, **figures), own_language(language), language)


def _onwards(language: str, redirect: str) -> Html:
    """The way on: a link, since a page that goes away by itself takes from people the time to read it."""
    if not origin_of(redirect):
        return Html()
    words = _own("on", language, where=urlsplit(redirect).hostname)
    return tag("p", joined(tag("a", words, href=redirect, class_="go", target="_top", rel="noopener")))
