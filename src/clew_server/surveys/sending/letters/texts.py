"""The words of invitations, by language: those that a way out was given, else our own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

__all__ = ["default_subject", "default_text", "house_language", "language_for", "said_in",
           "thanks_already"]  # fmt: skip


def language_for(wanted: str, otherwise: str, languages: Sequence[str]) -> str:
    """Return the language in which somebody is written to: theirs where the survey has it, or what comes nearest.

    >>> language_for("pl-PL", "", ("en", "pl")), language_for("de", "ro", ("en", "ro")), language_for("", "", ("en",))
    ('pl', 'ro', 'en')
    """
    for language in (wanted, wanted.partition("-")[0], otherwise):
        if language in languages:
            return language
    return languages[0]


def house_language(language: str) -> str:
    """Return the language of the house for one of a survey: the same where we speak it, else English."""
    short = language.partition("-")[0]
    return short if short in dict(settings.LANGUAGES) else "en"


def said_in(texts: Mapping[str, str], language: str) -> str:
    """Return the text of a language; "" where neither it nor its next of kin has one of its own."""
    return texts.get(language, "").strip() or texts.get(language.partition("-")[0], "").strip()


def default_subject(language: str, *, is_reminder: bool = False) -> str:
    """Return our own subject."""
    with translation.override(house_language(language)):
        if is_reminder:
            return gettext("A reminder from {sender}: your opinion")
        return gettext("{sender} would like to know your opinion")


def thanks_already(language: str) -> str:
    """Return what a reminder of an anonymous survey says to those who have answered: it goes to them too."""
    with translation.override(house_language(language)):
        return gettext(
            "If you have answered already: thank you, there is nothing more to do. The answers are anonymous, so"
            " nobody can leave you out of this reminder."
        )


def default_text(language: str, kind: str = "email", *, is_reminder: bool = False) -> str:
    """Return our own words of an invitation by e-mail or as a text message."""
    with translation.override(house_language(language)):
        if kind == "sms":
            return gettext("{sender}: how was it? {link} Never again: {out}")
        if is_reminder:
            return gettext(
                "Hello {name},\n\na few days ago we asked for your opinion. If you have not answered yet, here is the"
                " way to the questions once more.\n\n{link}\n\nThank you\n{sender}"
            )
        return gettext(
            "Hello {name},\n\nwe would like to know how things went from your point of view. It takes a few minutes."
            "\n\n{link}\n\nThank you\n{sender}"
        )
