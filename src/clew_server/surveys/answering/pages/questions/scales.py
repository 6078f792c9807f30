"""Questions answered by one place on a scale: radio buttons with visible numbers; stars."""

from __future__ import annotations

from clew.surveys.model.questions import NOT_APPLICABLE, OnScale, Scale, Stars, scale_of
from clew_server.surveys.answering.pages.elements import Html, joined, tag
from clew_server.surveys.answering.pages.questions.framing import first_control, group, not_applicable_box
from clew_server.surveys.answering.pages.voice import Voice

__all__ = ["across", "ends", "rated", "signed"]

#: A scale with more places is answered by writing a number.
MOST_PLACES = 21
#: How many stand in a row where it is narrow, and where it is wide.
MOST_A_ROW, MOST_WIDE = 7, 11
#: So few places need not fill the width.
FEW = 7


def rated(voice: Voice, question: OnScale) -> Html:
    """Return a question with a scale."""
    scale = scale_of(question) or Scale("rating", 0, 0)
    if scale.max - scale.min >= MOST_PLACES:
        return _number(voice, question, scale)
    places = [_place(voice, question, scale, number) for number in range(scale.min, scale.max + 1)]
    count = len(places)
    shape = f"places{' row' if count <= MOST_WIDE else ''} {across(count)}"
    kind = "stars" if isinstance(question, Stars) else "scale"
    return group(
        voice,
        question,
        tag(
            "div",
            tag("div", *places, class_=shape),
            ends(voice, question, scale),
            class_="band" if count > FEW else "band few",
        ),
        _not_applicable(voice, question, count),
        kind=kind,
        role="radiogroup",
    )


def ends(voice: Voice, question: OnScale, scale: Scale) -> Html:
    """Return what the ends of a scale mean; those who listen hear it with the ends themselves."""
    low, high = voice.tells(question.low), voice.tells(question.high)
    if not low and not high:
        return Html()
    said = [
        tag("span", tag("b", signed(number)), " ", words) if words else tag("span")
        for number, words in ((scale.min, low), (scale.max, high))
    ]
    return tag("p", *said, class_="ends", aria_hidden="true")


def across(count: int) -> str:
    """Return the class of a grid in which so many places stand in rows of about the same length.

    >>> across(5), across(11)
    ('c5', 'c6')
    """
    rows = -(-count // MOST_A_ROW)
    return f"c{-(-count // rows)}"


def signed(number: int) -> str:
    """Return a number with the sign that people write.

    >>> signed(-3)
    '−3'
    """
    return str(number).replace("-", "−")


def _place(voice: Voice, question: OnScale, scale: Scale, number: int) -> Html:
    name, value = f"q.{question.id}", str(number)
    meaning = {scale.min: question.low, scale.max: question.high}.get(number)
    place = f"f-{question.id}-{number - scale.min}"
    control = tag(
        "input", type="radio", name=name, value=value, id=place, checked=value in voice.holds(name),
        required=question.required,
    )  # fmt: skip
    heard = tag("span", " ", voice.tells(meaning), class_="heard") if meaning else Html()
    return tag("label", control, _face(voice, question, scale, number), heard, class_="place")


def _face(voice: Voice, question: OnScale, scale: Scale, number: int) -> Html:
    if not isinstance(question, Stars):
        return tag("span", signed(number), class_="face")
    star = tag("span", "★", class_="star", aria_hidden="true")
    rest = tag("span", voice.word("of", place="", count=scale.max), class_="heard")
    return tag("span", star, tag("span", str(number), rest), class_="face")


def _not_applicable(voice: Voice, question: OnScale, at: int) -> Html:
    if not question.not_applicable:
        return Html()
    name = f"q.{question.id}"
    chosen = NOT_APPLICABLE in voice.holds(name) or bool(voice.holds(f"{name}.{NOT_APPLICABLE}"))
    control = tag(
        "input", type="radio", name=name, value=NOT_APPLICABLE, id=f"f-{question.id}-{at}", checked=chosen,
        required=question.required,
    )  # fmt: skip
    words = tag("span", voice.option(question, NOT_APPLICABLE))
    return tag("div", tag("label", control, words, class_="pick"), class_="na")


def _number(voice: Voice, question: OnScale, scale: Scale) -> Html:
    name = f"q.{question.id}"
    hint = joined(voice.word("number", low=scale.min, high=scale.max))
    # a field of type "number" would not show again what is none; some keyboards of figures have no minus
    control = tag(
        "input", type="text", inputmode="numeric" if scale.min >= 0 else None, name=name, id=first_control(question),
        class_="field", value=voice.wrote(name), aria_labelledby=f"t-{question.id}",
        autocomplete="off", aria_invalid="true" if voice.flaws(question) else None,
    )  # fmt: skip
    box = not_applicable_box(voice, question, f"f-{question.id}-1")
    return group(voice, question, control, ends(voice, question, scale), box, kind="number", hint=hint)
