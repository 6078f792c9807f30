"""The sheet that every answer page is: head, logo and languages above, what it says, who asks below."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale, UnknownLocaleError

from clew_server.surveys.answering.pages.elements import Html, document, joined, tag
from clew_server.surveys.answering.pages.styling import SCRIPT, style
from clew_server.surveys.answering.pages.voice import direction, marked
from clew_server.surveys.answering.pages.words import own_language, word
from clew_server.surveys.keeping import Live
from clew_server.surveys.look import origins_of

__all__ = ["FORM", "endonym", "sheet"]

#: The id of the form on a page that asks.
FORM = "form"


def sheet(
    language: str,
    title: str,
    *inside: str,
    live: Live | None = None,
    is_framed: bool = False,
    is_done: bool = False,
    is_preview: bool = False,
    chooses: bool = False,
    kind: str = "",
) -> bytes:
    """Return a whole page; ``chooses`` offers the languages of what it asks, ``is_done`` tells a page around it so."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width,initial-scale=1"),
        tag("meta", name="robots", content="noindex,nofollow"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", title),
        tag("style", Html(style(live.look.colour if live else ""))),
    )
    body = tag(
        "body",
        tag("div", marked(word("preview", language), own_language(language), language), class_="preview", role="note")
        if is_preview else Html(),
        _default() if chooses else Html(),
        _above(language, live, chooses=chooses),
        tag("main", tag("div", *inside, class_=f"sheet {kind}".strip())),
        _below(language, live) if not is_framed else Html(),
        tag("script", Html(SCRIPT)),
        class_="framed" if is_framed else None,
        data_origins=" ".join(origins_of(live.workspace_id)) if live and is_framed else None,
        data_done=is_done,
    )  # fmt: skip
    return document(tag("html", head, body, lang=language, dir=direction(language)))


@lru_cache(maxsize=256)
def endonym(language: str) -> str:
    """Return what a language calls itself, its code where nobody knows.

    >>> endonym("pl"), endonym("ru")
    ('Polski', 'Русский')
    """
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return language
    name = locale.get_display_name(locale) or language
    return name[:1].upper() + name[1:]


def _default() -> Html:
    """A button that nobody sees: Enter in a field presses a form's first, which is to go on, not back or elsewhere."""
    return tag("button", form=FORM, class_="trap", tabindex=-1, aria_hidden="true")


def _above(language: str, live: Live | None, *, chooses: bool) -> Html:
    if live is None:
        return Html()
    logo = _logo(live)
    tongues = _tongues(language, live) if chooses and len(live.asked.languages) > 1 else Html()
    return tag("header", logo, tongues) if logo or tongues else Html()


def _logo(live: Live) -> Html:
    look = live.look
    if look.logo:
        return tag("img", src=f"data:{look.logo_kind};base64,{look.logo}", alt=look.sender)
    return tag("p", look.sender, class_="sender") if look.sender else Html()


def _tongues(language: str, live: Live) -> Html:
    """Buttons that send the form and show it in another language: nothing that was typed is lost."""
    buttons = [
        tag(
            "li",
            tag(
                "button", endonym(one), form=FORM, name="lang", value=one, formnovalidate=True, lang=one,
                dir=direction(one) or "ltr", aria_current="true" if one == language else None,
            ),
        )
        for one in live.asked.languages
    ]  # fmt: skip
    return tag("nav", tag("ul", *buttons, class_="tongues"), aria_label=word("languages", language))


def _below(language: str, live: Live | None) -> Html:
    if live is None or not live.look.sender:
        return Html()
    asks = marked(word("sender", language), own_language(language), language)
    return tag("footer", tag("p", joined(asks, " ", live.look.sender)))
