"""One invitation or reminder as an e-mail: words, the first question as links, the way out, and its headers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import formataddr, parseaddr
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings as server
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from clew_server.surveys.answering.pages.colours import LIGHT, tint
from clew_server.surveys.asking.settings import EmailSettings
from clew_server.surveys.keeping import Live
from clew_server.surveys.links import out_address, personal_address
from clew_server.surveys.look import Look
from clew_server.surveys.sending.letters.filling import fill, pieces_of
from clew_server.surveys.sending.letters.first import First, first_of
from clew_server.surveys.sending.letters.lines import checked_email, many_lines, one_line
from clew_server.surveys.sending.letters.logo import LOGO, picture_of, with_logo
from clew_server.surveys.sending.letters.texts import (
    default_subject,
    default_text,
    house_language,
    language_for,
    said_in,
    thanks_already,
)

__all__ = ["Addressee", "Letter", "letter_for", "message_id", "message_of", "sender_address"]


@dataclass(frozen=True)
class Addressee:
    """Whom a letter is for; ``id`` makes the links, and ``is_test`` has the letter say that it is no real one."""

    id: UUID
    address: str
    language: str
    fields: Mapping[str, str]
    is_test: bool = False
    #: By what the link that says "never again" knows them when the way out is gone.
    person: str = ""
    #: Where every link leads instead of to the survey: a test answers nothing.
    leads_to: str = ""


@dataclass(frozen=True)
class Letter:
    """A letter as it will look; ``look`` is the survey's, whose logo goes along with it."""

    language: str
    sender: str
    subject: str
    text: str
    html: str
    out: str
    look: Look


def letter_for(
    live: Live, settings: EmailSettings, whom: Addressee, sender: str, *, is_reminder: bool = False
) -> Letter:
    """Return the letter to somebody. ``sender`` is the name that is used where the survey has none."""
    language = language_for(whom.language, settings.language, live.asked.languages)
    name = one_line(live.look.sender or sender)
    fields = {key: str(value) for key, value in whom.fields.items()}
    values = {"name": fields.get("first_name", ""), **fields, "sender": name, "survey": _title(live, language)}
    values = {key: one_line(value) for key, value in values.items()}
    subject, text = _words(settings, language, is_reminder=is_reminder)
    if is_reminder and live.is_anonymous:
        text = f"{text}\n\n{thanks_already(language)}"
    with translation.override(house_language(language)):
        first = first_of(live.asked, str(whom.id), language, fields, partial(_address, whom))
        link = _address(whom)
        out = whom.leads_to or out_address(live.workspace_id, whom.id, whom.person, whom.address)
        values = {**values, "link": link, "out": out}
        subject = one_line(fill(subject, values))
        subject = f"[{gettext('Test')}] {subject}" if whom.is_test else subject
        shared = {
            "first": first, "link": link, "out": out, "sender": name, "is_test": whom.is_test, "language": language,
            "subject": subject, "blocks": _blocks(text, values), "tint": tint(live.look.colour, LIGHT),
            "logo": f"cid:{LOGO}" if picture_of(live.look) else "",
        }  # fmt: skip
        html = render_to_string("surveys/letters/letter.html", shared)
        plain = many_lines(_plain(text, values, first, shared))
        return Letter(language, name, subject, plain, many_lines(html), out, live.look)


def message_of(letter: Letter, settings: EmailSettings, address: str, delivery_id: UUID) -> EmailMultiAlternatives:
    """Return the letter as a message for the mail server, with all its headers.

    Raises:
        AddressError: it cannot be sent to that address.
    """
    headers = {
        "Message-ID": message_id(delivery_id),
        "List-Unsubscribe": f"<{letter.out}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
        "Precedence": "bulk",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
        "Content-Language": letter.language,
    }
    sender = formataddr((letter.sender, sender_address())) if letter.sender else sender_address()
    answers_to = [checked_email(settings.reply_to)] if settings.reply_to.strip() else []
    message = EmailMultiAlternatives(
        letter.subject, letter.text, sender, [checked_email(address)], reply_to=answers_to, headers=headers
    )
    message.attach_alternative(letter.html, "text/html")
    with_logo(message, letter.look)
    return message


def message_id(delivery_id: UUID) -> str:
    """Return the Message-ID of a delivery: the same at every try, so that a bounce finds it."""
    return f"<{delivery_id}@{sender_address().rpartition('@')[2] or 'localhost'}>"


def sender_address() -> str:
    """Return the address that the server's e-mails come from."""
    return parseaddr(server.DEFAULT_FROM_EMAIL)[1]


def _address(whom: Addressee, **query: str) -> str:
    return whom.leads_to or personal_address(whom.id, **query)


def _title(live: Live, language: str) -> str:
    title = live.asked.title
    return title if isinstance(title, str) else title.get(language) or title.get(live.asked.language, "")


def _words(settings: EmailSettings, language: str, *, is_reminder: bool) -> tuple[str, str]:
    subjects, texts = settings.subject, settings.text
    if is_reminder:
        subjects, texts = settings.reminder_subject, settings.reminder_text
    return (
        said_in(subjects, language) or default_subject(language, is_reminder=is_reminder),
        said_in(texts, language) or default_text(language, is_reminder=is_reminder),
    )


def _blocks(text: str, values: Mapping[str, str]) -> list[list[str | None] | None]:
    """The paragraphs: each lines with None where the link stands; None alone where nothing else is in one."""
    found: list[list[str | None] | None] = []
    for paragraph in text.replace("\r\n", "\n").split("\n\n"):
        pieces = [piece for piece in pieces_of(paragraph.strip("\n"), values) if piece is None or piece.strip()]
        if pieces:
            found.append(None if pieces == [None] else pieces)
    has_link = any(block is None or None in block for block in found)
    return found if has_link else [*found, None]


def _plain(text: str, values: Mapping[str, str], first: First | None, shared: Mapping[str, Any]) -> str:
    """The same as plain text: the answers as addresses, one a line."""
    way = _asked_plainly(first, str(values["link"]))
    paragraphs = []
    for block in _blocks(text, values):
        pieces = [None] if block is None else block
        paragraphs.append("".join(way if piece is None else piece for piece in pieces))
    foot = gettext("Never again by e-mail from us: %(out)s") % {"out": shared["out"]}
    head = [gettext("This is a test: nothing that is answered here is kept.")] if shared["is_test"] else []
    return "\n\n".join([*head, *paragraphs, f"-- \n{foot}"]) + "\n"


def _asked_plainly(first: First | None, link: str) -> str:
    if first is None:
        return link
    lines = [first.text, ""]
    lines += [f"{choice.text}{_end(first, at)}: {choice.address}" for at, choice in enumerate(first.choices)]
    lines += [f"{first.otherwise.text}: {first.otherwise.address}"] if first.otherwise else []
    return "\n".join(lines)


def _end(first: First, at: int) -> str:
    """What the end of a scale means, beside it."""
    said = first.low if at == 0 else first.high if at == len(first.choices) - 1 else ""
    return f" ({said})" if said else ""
