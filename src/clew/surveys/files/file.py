"""From a file to a survey and back: read, checked, and written the same for equal surveys."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from clew.errors import UsageError
from clew.surveys.checks.check import Checked, check_document
from clew.surveys.checks.problem import Problem
from clew.surveys.files.yaml_reading import LARGEST, read_yaml
from clew.surveys.files.yaml_writing import write_yaml
from clew.surveys.model.survey import Survey

__all__ = ["check_survey", "document_text", "load_survey", "read_survey_file", "survey_document", "survey_text"]

#: The order of keys in a written file: what a part is, what people read, how it is answered, when it is shown.
_ORDER = (
    "format", "id", "type", "to", "when", "title", "text", "help", "program", "instrument", "languages", "draft",
    "fields", "version", "points", "min", "max", "low", "high", "measures", "rows", "columns", "options", "other",
    "exclusive", "fixed", "randomise", "at_least", "at_most", "max_length", "required", "not_applicable", "touchpoint",
    "show_if", "questions", "jumps", "thanks", "pages",
)  # fmt: skip
_RANK = {key: at for at, key in enumerate(_ORDER)}


def check_survey(text: str) -> Checked:
    """Return the survey that a YAML text says, and all that is wrong with it.

    >>> check_survey("format: 1").survey is None
    True
    """
    try:
        document = read_yaml(text)
    except UsageError as error:
        return Checked(None, (Problem("", str(error)),))
    if not isinstance(document, dict):
        return Checked(None, (Problem("", "A survey begins with 'format: 1' and has an id, a title and pages."),))
    return check_document(document)


def load_survey(text: str) -> Survey:
    """Return the survey that a YAML text says.

    Raises:
        UsageError: it cannot be used; the text says where and why.
    """
    return check_survey(text).usable()


def read_survey_file(path: Path) -> str:
    """Return the text of a survey file.

    Raises:
        UsageError: it cannot be read, is too large or no UTF-8.
    """
    try:
        with path.open("rb") as file:
            data = file.read(4 * LARGEST + 1)
        if len(data) > 4 * LARGEST:
            raise UsageError(f"{path} is larger than any survey.")
        return data.decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is no text in UTF-8.") from error


def survey_document(survey: Survey) -> dict[str, Any]:
    """Return the survey as plain data in the order of its file; what stands by default is left out."""
    document: dict[str, Any] = _ordered(msgspec.to_builtins(survey), survey.languages)
    return document


def survey_text(survey: Survey) -> str:
    """Return the survey as YAML, the same for equal surveys; reading it gives the survey again."""
    return write_yaml(survey_document(survey))


def document_text(document: Mapping[str, Any]) -> str:
    """Return a document that may not be a survey yet as YAML, its keys in the order of survey files."""
    languages = document.get("languages")
    ordered: dict[str, Any] = _ordered(document, tuple(languages) if isinstance(languages, list) else ())
    return write_yaml(ordered)


def _ordered(part: Any, languages: tuple[str, ...]) -> Any:
    if isinstance(part, list | tuple):
        return [_ordered(item, languages) for item in part]
    if not isinstance(part, Mapping):
        return part
    rank = {language: at for at, language in enumerate(languages)} if set(part) <= set(languages) else _RANK
    return {key: _ordered(part[key], languages) for key in sorted(part, key=lambda key: (rank.get(key, 999), key))}
