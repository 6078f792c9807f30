"""Questions answered by options: one of them, several, a feeling, an order."""

from __future__ import annotations

from clew.surveys.model.questions import FEELINGS, NOT_APPLICABLE, OTHER, Feeling, Multiple, Ranking, Single
from clew.surveys.running import options_shown
from clew.surveys.running.reading import LONGEST_OTHER
from clew_server.surveys.answering.pages.elements import Html, joined, tag
from clew_server.surveys.answering.pages.questions.framing import group, not_applicable_box, pick
from clew_server.surveys.answering.pages.voice import Voice
from clew_server.surveys.answering.pages.words import word

__all__ = ["feeling", "multiple", "ranking", "single"]

#: Decoration beside the words: it says nothing that they do not.
FACES = dict(zip(FEELINGS, "😄😃😊😌😐😞😣😠", strict=True))


def single(voice: Voice, question: Single) -> Html:
    """Return a question answered by one option."""
    name = f"q.{question.id}"
    offered = [(option.id, voice.tells(option.text)) for option in options_shown(question, voice.seed)]
    offered += [(OTHER, voice.option(question, OTHER))] if question.other else []
    chosen = voice.holds(name)
    picks = [
        pick(
            "radio", name, option, words, f"f-{question.id}-{at}", is_chosen=option in chosen,
            required=question.required,
        )
        for at, (option, words) in enumerate(offered)
    ]  # fmt: skip
    controls = [*picks, *_other(voice, question), _no_radio(voice, question, len(picks))]
    return group(voice, question, tag("div", *controls, class_="picks"), kind="choice", role="radiogroup")


def multiple(voice: Voice, question: Multiple) -> Html:
    """Return a question answered by any of the options."""
    name, chosen = f"q.{question.id}", voice.holds(f"q.{question.id}")
    wrong = "true" if voice.flaws(question) else None
    offered = [
        (option.id, voice.tells(option.text), option.exclusive) for option in options_shown(question, voice.seed)
    ]
    offered += [(OTHER, voice.option(question, OTHER), False)] if question.other else []
    picks = [
        pick(
            "checkbox", name, option, words, f"f-{question.id}-{at}", is_chosen=option in chosen,
            data_alone=is_alone, aria_invalid=wrong,
        )
        for at, (option, words, is_alone) in enumerate(offered)
    ]  # fmt: skip
    box = not_applicable_box(voice, question, f"f-{question.id}-{len(picks)}")
    controls = tag("div", *picks, *_other(voice, question), box, class_="picks")
    return group(voice, question, controls, kind="choice", hint=_how_many(voice, question))


def feeling(voice: Voice, question: Feeling) -> Html:
    """Return "how did you feel?": eight words."""
    faces = [_face(voice, question, one, at) for at, one in enumerate(FEELINGS)]
    controls = (
        tag("div", tag("div", *faces, class_="places feelings"), class_="band"),
        _no_radio(voice, question, len(faces)),
    )
    return group(voice, question, *controls, kind="feeling", role="radiogroup")


def _face(voice: Voice, question: Feeling, one: str, at: int) -> Html:
    name = f"q.{question.id}"
    emoji = tag("span", FACES[one], class_="emoji", aria_hidden="true")
    control = tag(
        "input",
        type="radio",
        name=name,
        value=one,
        id=f"f-{question.id}-{at}",
        checked=one in voice.holds(name),
        required=question.required,
    )
    face = tag("span", emoji, tag("span", voice.option(question, one)), class_="face")
    return tag("label", control, face, class_="place")


def ranking(voice: Voice, question: Ranking) -> Html:
    """Return options that each are given a place; a list of numbers an option, buttons only where there is a script."""
    most = question.at_most or len(question.options)
    wrong = "true" if voice.flaws(question) else None
    lines = []
    for at, option in enumerate(options_shown(question, voice.seed)):
        name, place = f"q.{question.id}.{option.id}", f"f-{question.id}-{at}"
        held = voice.holds(name)
        places = [tag("option", "–", value="")]
        places += [tag("option", str(n), value=n, selected=str(n) in held) for n in range(1, most + 1)]
        select = tag("select", *places, name=name, id=place, aria_invalid=wrong, autocomplete="off")
        lines.append(tag("div", select, tag("label", voice.tells(option.text), for_=place), class_="rank"))
    hint = joined(voice.word("rank", most=most))
    box = not_applicable_box(voice, question, f"f-{question.id}-{len(lines)}")
    language = voice.shown.language
    table = tag("div", *lines, class_="ranks", data_up=word("up", language), data_down=word("down", language))
    return group(voice, question, table, box, kind="ranking", hint=hint)


def _other(voice: Voice, question: Single | Multiple) -> list[Html]:
    """Where "other" is written; the style hides it until "other" is chosen, unless something stands in it."""
    if not question.other:
        return []
    name, place = f"q.{question.id}.{OTHER}", f"o-{question.id}"
    words = voice.wrote(name)
    label = tag("label", voice.word("other"), for_=place, class_="heard")
    field = tag(
        "input", type="text", name=name, id=place, value=words, placeholder=" ", autocomplete="off", dir="auto",
        data_most=LONGEST_OTHER,
    )  # fmt: skip
    return [tag("div", label, field, class_="other")]


def _no_radio(voice: Voice, question: Single | Feeling, at: int) -> Html:
    if not question.not_applicable:
        return Html()
    name = f"q.{question.id}"
    chosen = NOT_APPLICABLE in voice.holds(name) or bool(voice.holds(f"{name}.{NOT_APPLICABLE}"))
    words = voice.option(question, NOT_APPLICABLE)
    return tag(
        "div",
        pick(
            "radio", name, NOT_APPLICABLE, words, f"f-{question.id}-{at}", is_chosen=chosen,
            required=question.required,
        ),
        class_="na",
    )  # fmt: skip


def _how_many(voice: Voice, question: Multiple) -> Html:
    least, most = question.at_least, question.at_most
    if least is not None and most is not None:
        return joined(voice.word("between", least=least, most=most))
    if least is not None:
        return joined(voice.word("at_least", least=least))
    return joined(voice.word("at_most", most=most) if most is not None else voice.word("several"))
