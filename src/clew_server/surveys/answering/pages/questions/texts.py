"""Questions answered in words, and texts that ask nothing."""

from __future__ import annotations

from clew.surveys.model.questions import LongText, ShortText, Statement
from clew_server.surveys.answering.pages.elements import Html, Value, joined, tag
from clew_server.surveys.answering.pages.questions.framing import (
    described,
    first_control,
    help_text,
    not_applicable_box,
    problem,
    title,
)
from clew_server.surveys.answering.pages.voice import Voice

__all__ = ["statement", "written"]

#: Where so few letters are allowed, the page says so before anybody writes.
FEW_LETTERS = 500


def written(voice: Voice, question: ShortText | LongText) -> Html:
    """Return a question answered in words; nothing is cut off while somebody writes, what is too long is told."""
    is_short = question.max_length <= FEW_LETTERS
    hint = joined(voice.word("longest", count=question.max_length)) if is_short else Html()
    return tag(
        "div",
        tag("label", title(voice, question), for_=first_control(question), id=f"t-{question.id}", class_="legend"),
        help_text(voice, question, hint),
        problem(voice, question),
        _field(voice, question, hint),
        not_applicable_box(voice, question, f"f-{question.id}-1"),
        class_="q written",
        id=f"q-{question.id}",
    )


def statement(voice: Voice, question: Statement) -> Html:
    """Return a text that asks nothing."""
    second = tag("p", voice.tells(question.help), class_="help") if question.help else Html()
    return tag("div", tag("p", voice.tells(question.text)), second, class_="q statement", id=f"q-{question.id}")


def _field(voice: Voice, question: ShortText | LongText, hint: str) -> Html:
    name = f"q.{question.id}"
    words = voice.wrote(name)
    common: dict[str, Value] = {
        "name": name,
        "class_": "field",
        "id": first_control(question),
        "required": question.required,
        "autocomplete": "off",
        "dir": "auto",
        "data_most": question.max_length,
        "aria_invalid": "true" if voice.flaws(question) else None,
        "aria_describedby": described(voice, question, hint),
    }
    if isinstance(question, ShortText):
        return tag("input", type="text", value=words, **common)
    # the first line feed inside a textarea is not part of what is in it
    return tag("textarea", f"\n{words}", rows=5, **common)
