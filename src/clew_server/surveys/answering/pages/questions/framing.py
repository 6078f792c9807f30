"""What stands around the controls of every question: its text, help, what is wrong, "does not apply"."""

from __future__ import annotations

from clew.surveys.model.questions import NOT_APPLICABLE, Asked, Matrix
from clew.surveys.running import Flaw
from clew_server.surveys.answering.pages.elements import Html, joined, tag
from clew_server.surveys.answering.pages.voice import Voice

__all__ = ["described", "first_control", "group", "none", "not_applicable_box", "pick", "problem", "title"]


def first_control(question: Asked, row: int = 0) -> str:
    """Return the id of a question's first control (of a matrix, in a row): where a link to what is wrong leads."""
    return f"f-{question.id}-{row}-0" if isinstance(question, Matrix) else f"f-{question.id}-0"


def group(voice: Voice, question: Asked, *controls: str, kind: str, hint: str = "", role: str | None = None) -> Html:
    """Return a question of several controls; ``role`` radiogroup says of the whole that it is required, or wrong."""
    is_radio = role == "radiogroup"
    fieldset = tag(
        "fieldset",
        tag("legend", title(voice, question), id=f"t-{question.id}"),
        _help(voice, question, hint),
        problem(voice, question),
        *controls,
        none(voice, f"q.{question.id}", f"n-{question.id}") if is_radio and not question.required else Html(),
        role=role,
        aria_labelledby=f"t-{question.id}" if is_radio else None,
        aria_required="true" if is_radio and question.required else None,
        aria_invalid="true" if is_radio and voice.flaws(question) else None,
        aria_describedby=described(voice, question, hint),
    )
    return tag("div", fieldset, class_=f"q {kind}", id=f"q-{question.id}")


def title(voice: Voice, question: Asked) -> Html:
    """Return the text of a question; what must be answered says so."""
    mark = tag("span", voice.word("required"), class_="req") if question.required else Html()
    return joined(tag("span", voice.tells(question.text), class_="text"), " " if mark else "", mark)


def described(voice: Voice, question: Asked, hint: str = "") -> str | None:
    """Return the ids of what describes a question: its help, what is wrong."""
    parts = [f"h-{question.id}"] if question.help or hint else []
    parts += [f"e-{question.id}"] if _whole(voice, question) else []
    return " ".join(parts) or None


def problem(voice: Voice, question: Asked) -> Html:
    """Return what is wrong with the whole answer."""
    said = [voice.says_flaw(question, flaw) for flaw in _whole(voice, question)]
    return tag("p", *said, class_="error", id=f"e-{question.id}") if said else Html()


def help_text(voice: Voice, question: Asked, hint: str = "") -> Html:
    """Return the second line of a question, and how it is answered."""
    return _help(voice, question, hint)


def pick(
    kind: str, name: str, value: str, words: str, place: str, *, is_chosen: bool, **more: str | bool | None
) -> Html:
    """Return a radio button or check box and its label around it."""
    control = tag("input", type=kind, name=name, value=value, id=place, checked=is_chosen, **more)
    return tag("label", control, tag("span", words), class_="pick")


def not_applicable_box(voice: Voice, question: Asked, place: str) -> Html:
    """Return the box "does not apply" of a question that is not answered by one radio button."""
    if not question.not_applicable:
        return Html()
    name = f"q.{question.id}.{NOT_APPLICABLE}"
    chosen = bool(voice.holds(name)) or NOT_APPLICABLE in voice.holds(f"q.{question.id}")
    words = voice.option(question, NOT_APPLICABLE)
    return tag("div", pick("checkbox", name, "1", words, place, is_chosen=chosen, data_alone=True), class_="na")


def none(voice: Voice, name: str, place: str) -> Html:
    """Return the radio button that takes an answer back; the style shows it once there is one."""
    control = tag("input", type="radio", name=name, value="", id=place)
    return tag("label", control, tag("span", voice.word("none")), class_="none")


def _help(voice: Voice, question: Asked, hint: str) -> Html:
    lines = [tag("span", line) for line in (voice.tells(question.help), hint) if line]
    return tag("p", *lines, class_="help", id=f"h-{question.id}") if lines else Html()


def _whole(voice: Voice, question: Asked) -> list[Flaw]:
    return [flaw for flaw in voice.flaws(question) if not flaw.row][:1]
