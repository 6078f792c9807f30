"""One page as it speaks to one person: texts of the survey and words of our own, each in a language that is named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from clew.surveys.model.questions import FEELINGS, Asked, Question, option_ids
from clew.surveys.model.survey import Survey
from clew.surveys.model.texts import Text
from clew.surveys.model.words import WORDS
from clew.surveys.running import SENTENCES, Flaw, Reader, Route, option_text
from clew_server.surveys.answering.pages.elements import tag
from clew_server.surveys.answering.pages.filling import Form, filled
from clew_server.surveys.answering.pages.shown import Shown
from clew_server.surveys.answering.pages.words import own_language, word

__all__ = ["Voice", "direction", "marked", "reader_on", "text_language"]

#: What stands before the dot in the name of a participant's field.
FIELD = "customer"
_RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


def direction(language: str) -> str | None:
    """Return "rtl" for a language that is written from right to left, None for others."""
    return "rtl" if language.partition("-")[0] in _RIGHT_TO_LEFT else None


def marked(said: str, language: str, around: str) -> str:
    """Return words, marked with their language where it is not that of the text around.

    >>> marked("Next", "en", "de"), marked("Next", "en", "en-GB")
    ('<span lang="en" dir="ltr">Next</span>', 'Next')
    """
    if not said or language.partition("-")[0] == around.partition("-")[0]:
        return said
    return tag("span", said, lang=language, dir=direction(language) or "ltr")


def text_language(text: Text | None, language: str, default: str) -> str:
    """Return in which language a text is told to a reader of ``language``, as ``told`` chooses it.

    >>> text_language({"en": "Why?", "pl": ""}, "pl", "en"), text_language("Why?", "pl", "en")
    ('en', 'en')
    """
    if not isinstance(text, dict):
        return default
    return next((one for one in (language, default, *text) if text.get(one)), language)


def reader_on(survey: Survey, language: str, way: Route) -> Reader:
    """Return who reads a survey on a way through it: with the fields that the way knows of them."""
    known = {name.partition(".")[::2]: value for name, value in way.known.items()}
    return Reader(survey, language, way, {name: str(value) for (kind, name), value in known.items() if kind == FIELD})


@dataclass(frozen=True)
class Voice:
    """What a page tells, and what it is filled in with."""

    shown: Shown

    @cached_property
    def reader(self) -> Reader:
        """Who puts answers and fields into texts."""
        return reader_on(self.shown.live.asked, self.shown.language, self.shown.route)

    @cached_property
    def form(self) -> Form:
        """What the fields hold."""
        shown = self.shown
        wrong = {flaw.question for flaw in shown.flaws} | shown.unread
        return filled(shown.route.shown, shown.answers, wrong, shown.sent)

    @cached_property
    def seed(self) -> str:
        """By what options are shuffled: it may come from a form, so it may hold what is no text."""
        return self.shown.seed.encode("utf-8", "replace").decode()

    def holds(self, name: str) -> Sequence[str]:
        """Return what a field holds."""
        return self.form.get(name, ())

    def wrote(self, name: str) -> str:
        """Return the words in a field."""
        return "\n".join(self.holds(name))

    def tells(self, text: Text | None) -> str:
        """Return a text of the survey with what is put into it."""
        language = self.shown.language
        return marked(self.reader.says(text), text_language(text, language, self.shown.live.asked.language), language)

    def word(self, name: str, **figures: object) -> str:
        """Return words of our own."""
        language = self.shown.language
        return marked(word(name, language, **figures), own_language(language), language)

    def option(self, question: Asked, option: str) -> str:
        """Return what an option reads that the survey need not say itself: a feeling, "other", "does not apply"."""
        own = getattr(question, {"other": "other", "na": "not_applicable"}.get(option, ""), True)
        if option in FEELINGS or isinstance(own, bool):
            language = self.shown.language
            said = option_text(self.shown.live.asked, cast("Question", question), option, language)
            return marked(said, language if language.partition("-")[0] in WORDS[option] else "en", language)
        return self.tells(own)

    def flaws(self, question: Asked) -> list[Flaw]:
        """Return what is wrong with the answer to a question."""
        return [flaw for flaw in self.shown.flaws if flaw.question == question.id]

    def says_flaw(self, question: Asked, flaw: Flaw) -> str:
        """Return what is wrong as a sentence."""
        language = self.shown.language
        asked = self.shown.live.asked
        texts = {one: option_text(asked, cast("Question", question), one, language) for one in option_ids(question)}
        known = SENTENCES[flaw.code]
        return marked(flaw.said(language, texts), language if language.partition("-")[0] in known else "en", language)
