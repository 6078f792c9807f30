"""A file of another tool: which it is, read within limits."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import Any

import msgspec

from clew.errors import UnreadableFileError, UsageError
from clew.surveys.exchange.carried import Carried
from clew.surveys.exchange.limesurvey_files.limesurvey import read_limesurvey
from clew.surveys.exchange.limesurvey_files.limesurvey_records import read_lss
from clew.surveys.exchange.limesurvey_files.limesurvey_tsv import read_tsv
from clew.surveys.exchange.qualtrics_files.qualtrics import read_qualtrics
from clew.surveys.exchange.surveyjs_files.surveyjs_in import read_surveyjs

__all__ = ["FORMATS", "LARGEST", "read_other"]

LARGEST = 10_000_000
FORMATS = ("surveyjs", "limesurvey", "qualtrics")


def read_other(data: bytes, name: str, given: str | None = None) -> Carried:
    """Return the survey in a file of another tool as ours, and what cannot be carried over.

    ``given`` says which tool it is of (:data:`FORMATS`), else the file itself does.

    Raises:
        UsageError: there is no such tool.
        UnreadableFileError: the file is none of theirs, broken, or larger than a survey can be.
    """
    if given is not None and given not in FORMATS:
        raise UsageError.unknown("tool to read a survey of", given, FORMATS)
    if len(data) > LARGEST:
        raise UnreadableFileError(f"{name} has {len(data):,} bytes; a survey has {LARGEST:,} at most.")
    stem = PurePath(name).stem
    tool, document = _recognised(data, name)
    if given not in {None, tool}:
        raise UnreadableFileError(f"{name} is no survey of {given}.")
    return READERS[tool](document, stem)


READERS: dict[str, Callable[[Any, str], Carried]] = {
    "surveyjs": read_surveyjs,
    "limesurvey": read_limesurvey,
    "qualtrics": read_qualtrics,
}


def _recognised(data: bytes, name: str) -> tuple[str, Any]:
    """Return the tool and what its reader takes."""
    start = data[:2000].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"<"):
        return "limesurvey", read_lss(data, name)
    if b"\t" in start.split(b"\n")[0] and b"class" in start.split(b"\n")[0]:
        return "limesurvey", read_tsv(data, name)
    document = _json(data, name)
    if isinstance(document, dict) and isinstance(document.get("SurveyElements"), list):
        return "qualtrics", document
    if isinstance(document, dict) and any(
        isinstance(document.get(key), list) for key in ("pages", "elements", "questions")
    ):
        return "surveyjs", document
    raise UnreadableFileError(f"{name} is no survey of SurveyJS (JSON), LimeSurvey (.lss, .txt) or Qualtrics (.qsf).")


def _json(data: bytes, name: str) -> Any:
    try:
        return msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UnreadableFileError(f"{name} is no JSON that can be read: {str(error)[:200]}.") from error
