"""What is wrong with texts: languages that lack, places in them that lead to no answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import msgspec

from clew.surveys.checks.problem import Problem, advice
from clew.surveys.model.survey import Survey
from clew.surveys.model.texts import Pipe, Text, pieces

__all__ = ["piping_problems", "texts_of", "translation_problems"]

#: Keys whose value is a text that people read.
TEXTS = ("title", "thanks", "text", "help", "low", "high", "other", "not_applicable")


def texts_of(part: msgspec.Struct, where: str) -> Iterator[tuple[str, Text]]:
    """Yield every text of a part of a survey, those of the parts in it too, with its place."""
    for name in part.__struct_fields__:
        value, place = getattr(part, name), f"{where}.{name}" if where else name
        if name in TEXTS and isinstance(value, str | dict):
            yield place, value
        elif isinstance(value, tuple):
            for at, item in enumerate(value):
                if isinstance(item, msgspec.Struct):
                    yield from texts_of(item, f"{place}[{at}]")


def translation_problems(survey: Survey) -> Iterator[Problem]:
    """Yield languages that a text has and the survey has not, and the other way round."""
    for where, text in texts_of(survey, ""):
        said = {survey.language: text} if isinstance(text, str) else text
        for language in said:
            if language not in survey.languages:
                yield Problem(
                    f"{where}.{language}", f"The survey is not in '{language}'; add it to languages, or drop it."
                )
        lacking = [language for language in survey.languages if not said.get(language, "").strip()]
        if survey.language in lacking:
            yield Problem(where, f"The text is empty in '{survey.language}', the first language; write it.")
        elif lacking:
            yield advice(where, f"Not yet in {', '.join(lacking)}: '{survey.language}' will be shown there.")


def piping_problems(texts: Iterable[tuple[str, Text]], check: Callable[[Pipe], str]) -> Iterator[Problem]:
    """Yield places in texts that lead nowhere; ``check`` returns what is wrong with one, "" for nothing."""
    for place, text in texts:
        for said in [text] if isinstance(text, str) else text.values():
            for piece in pieces(said):
                if isinstance(piece, Pipe):
                    if wrong := check(piece):
                        yield Problem(place, wrong)
                elif "{{" in piece or "}}" in piece:
                    yield Problem(place, _HOW)


_HOW = (
    "Write a place as {{answer.question_id}} or {{customer.first_name|friend}}; "
    "what comes after | stands where there is nothing."
)
