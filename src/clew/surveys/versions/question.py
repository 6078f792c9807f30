"""What changed in one question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from clew.surveys.model.questions import Asked, Option, Question, Row, scale_of
from clew.surveys.model.survey import Survey
from clew.surveys.model.texts import Text, versions
from clew.surveys.versions.change import Change, Level

__all__ = ["question_changes"]

_SERIES = "Give the question another id or instrument: it begins a new series."
#: What a change of a text means for answers.
_TEXTS: tuple[tuple[str, str, Level], ...] = (
    ("text", "text", "with care"),
    ("help", "help", "comparable"),
    ("low", "low end", "with care"),
    ("high", "high end", "with care"),
)
#: What a change of a setting means for answers.
_SETTINGS: tuple[tuple[str, str, Level], ...] = (
    ("required", "required", "with care"),
    ("not_applicable", "not_applicable", "with care"),
    ("show_if", "show_if", "with care"),
    ("other", "other", "with care"),
    ("randomise", "randomise", "with care"),
    ("at_least", "at_least", "with care"),
    ("at_most", "at_most", "with care"),
    ("max_length", "max_length", "comparable"),
    ("touchpoint", "touchpoint", "new series"),
    ("instrument", "instrument", "new series"),
)


def question_changes(old: Question, new: Question, before: Survey, after: Survey) -> Iterator[Change]:
    """Yield what changed in a question, ``before`` and ``after`` being the surveys it stands in."""
    name = new.id
    if type(old) is not type(new):
        said = f"The type was {_type(old)} and is {_type(new)}. {_SERIES}"
        yield Change(name, said, "new series" if isinstance(new, Asked) or isinstance(old, Asked) else "comparable")
        return
    for text, level in _texts(old, new, before, after):
        yield Change(name, text, level)
    yield from _scale(old, new)
    for key, word, level in _SETTINGS:
        was, now = getattr(old, key, None), getattr(new, key, None)
        if was != now:
            yield Change(name, f"'{word}' was {_said(was)} and is {_said(now)}.", level)
    for what, level in (("options", "with care"), ("columns", "with care"), ("rows", "comparable")):
        yield from _parts(name, what, getattr(old, what, ()), getattr(new, what, ()), level, before, after)


def _type(question: Question) -> str:
    return str(question.__struct_config__.tag)


def _texts(old: Question, new: Question, before: Survey, after: Survey) -> Iterator[tuple[str, Level]]:
    for key, word, level in _TEXTS:
        yield from _reads(getattr(old, key, None), getattr(new, key, None), f"The {word}", level, before, after)


def _reads(
    old: Text | None, new: Text | None, what: str, level: Level, before: Survey, after: Survey
) -> Iterator[tuple[str, Level]]:
    """What changed in a text, language by language; a new translation changes no answer."""
    was, now = versions(old, before.language), versions(new, after.language)
    for language, text in now.items():
        if language not in was and was:
            yield f"{what} is now in '{language}' too.", "comparable"
        elif was.get(language) != text:
            yield f"{what} reads otherwise in '{language}': {_quoted(was.get(language))} → {_quoted(text)}.", level
    yield from ((f"{what} is no longer in '{language}'.", "comparable") for language in was if language not in now)


def _scale(old: Question, new: Question) -> Iterator[Change]:
    was, now = scale_of(old), scale_of(new)
    if was == now or was is None or now is None:
        if (was is None) != (now is None):
            yield Change(new.id, f"It was answered otherwise: by a scale, or by columns. {_SERIES}", "new series")
        return
    measured = f" of {was.metric}" if was.metric != now.metric else ""
    measures = f" of {now.metric}" if was.metric != now.metric else ""
    said = f"The scale{measured} was {was.min}-{was.max} and is {now.min}-{now.max}{measures}. {_SERIES}"
    yield Change(new.id, said, "new series")


def _parts(
    name: str,
    what: str,
    old: Sequence[Option | Row],
    new: Sequence[Option | Row],
    level: Level,
    before: Survey,
    after: Survey,
) -> Iterator[Change]:
    """Options, columns or rows that came, went, read otherwise or stand in another order."""
    one = what.removesuffix("s")
    was, now = {part.id: part for part in old}, {part.id: part for part in new}
    yield from (Change(name, f"The {one} '{part}' is new.", level) for part in now if part not in was)
    yield from (
        Change(name, f"The {one} '{part}' is gone; answers that chose it stay.", level)
        for part in was
        if part not in now
    )
    for part, is_now in now.items():
        if part in was:
            told = _reads(was[part].text, is_now.text, f"The {one} '{part}'", "with care", before, after)
            yield from (Change(name, text, means) for text, means in told)
            yield from _marks(name, f"The {one} '{part}'", was[part], is_now)
    if [part for part in was if part in now] != [part for part in now if part in was]:
        yield Change(name, f"The {what} stand in another order.", "with care")


def _marks(name: str, what: str, old: Option | Row, new: Option | Row) -> Iterator[Change]:
    for key in ("exclusive", "fixed", "touchpoint"):
        was, now = getattr(old, key, None), getattr(new, key, None)
        if was != now:
            level: Level = "new series" if key == "touchpoint" else "with care"
            yield Change(name, f"{what}: '{key}' was {_said(was)} and is {_said(now)}.", level)


def _said(value: Any) -> str:
    if value in (None, "", False):
        return "not set"
    return "set" if value is True or isinstance(value, dict) else f"'{value}'"


def _quoted(text: str | None) -> str:
    shown = text or ""
    return f"“{shown if len(shown) <= 60 else shown[:57] + '...'}”"  # noqa: PLR2004 - a line
