"""The surveys that come with Clew, whole or in some of their languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from clew.errors import UsageError
from clew.surveys.checks.check import check_document
from clew.surveys.files.file import load_survey, survey_document
from clew.surveys.model.survey import Survey

__all__ = ["READY", "in_languages", "ready_survey"]

#: Name → what it asks.
READY = {
    "relationship": "how likely to recommend and why, how satisfied with each area, what to do better",
    "after-contact": "how satisfied with a contact, was it solved, how easy was it, how did it feel",
    "nps": "how likely to recommend, and why",
    "csat": "how satisfied with the last contact, and why",
    "ces": "how easy it was to handle an issue (version 2), and why",
}


@cache
def ready_survey(name: str) -> Survey:
    """Return a survey that comes with Clew.

    Raises:
        UsageError: there is none of that name; the text lists them.

    >>> ready_survey("after-contact").languages
    ('en', 'pl', 'ro', 'ru')
    """
    if name not in READY:
        raise UsageError.unknown("survey to begin with", name, READY)
    return load_survey((files("clew.surveys.ready") / f"{name}.yaml").read_text(encoding="utf-8"))


def in_languages(survey: Survey, languages: Sequence[str]) -> Survey:
    """Return the survey in some of its languages, the first of them being its default.

    Raises:
        UsageError: the survey is not in one of them.

    >>> in_languages(ready_survey("nps"), ["pl"]).title
    'Jak nas Pani/Pan ocenia?'
    """
    for language in languages:
        if language not in survey.languages:
            raise UsageError.unknown("language of the survey", language, survey.languages)
    document = _cut(survey_document(survey), set(survey.languages), list(languages))
    kept = {"languages": list(languages), "draft": [one for one in languages if one in survey.draft]}
    return check_document(document | {key: value for key, value in kept.items() if value != ["en"]}).usable()


def _cut(part: Any, known: set[str], wanted: list[str]) -> Any:
    """A text in the languages wanted; in one alone it stands bare."""
    if isinstance(part, list):
        return [_cut(item, known, wanted) for item in part]
    if not isinstance(part, Mapping):
        return part
    if part and set(part) <= known:
        return part[wanted[0]] if len(wanted) == 1 else {language: part[language] for language in wanted}
    return {key: _cut(value, known, wanted) for key, value in part.items() if key not in {"languages", "draft"}}
