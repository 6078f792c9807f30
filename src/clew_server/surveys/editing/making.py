"""A file to begin with: a ready survey, an uploaded file of ours or of another tool, nearly nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from clew.errors import UnreadableFileError, UsageError
from clew.surveys import survey_text
from clew.surveys.exchange.building import slug
from clew.surveys.exchange.carried import Carried, Loss
from clew.surveys.exchange.recognise import read_other
from clew.surveys.files.file import document_text
from clew.surveys.files.yaml_reading import LARGEST
from clew.surveys.ready.ready import in_languages, ready_survey

__all__ = ["LONGEST_FILE", "Made", "from_file", "from_nothing", "from_ready"]

#: Bytes of a file that is sent here: as many as another tool's survey may have.
LONGEST_FILE = 10_000_000


@dataclass(frozen=True)
class Made:
    """The text of a survey file, what it should be called, and what could not be carried over from another tool."""

    text: str
    wanted: str
    losses: tuple[Loss, ...] = ()


def from_ready(name: str, languages: Sequence[str]) -> Made:
    """Return a ready survey in some of its languages, the first being what plain texts are in."""
    return Made(survey_text(in_languages(ready_survey(name), list(languages))), name)


def from_nothing(title: str, languages: Sequence[str], program: str) -> Made:
    """Return a survey with one empty page."""
    name = slug(title, prefix="s").lower().replace("_", "-")
    document = {
        "format": 1, "id": name if name != "s" else "survey", "title": {languages[0]: title}, "program": program,
        "languages": list(languages), "pages": [{"id": "p1", "questions": []}],
    }  # fmt: skip
    return Made(document_text(document), title)


def from_file(data: bytes, name: str) -> Made:
    """Return what an uploaded file says: one of ours as it stands, right or wrong; another tool's as one of ours.

    Raises:
        UsageError: nobody can read it as a survey; the text says why.
    """
    stem = PurePath(name).stem
    if len(data) > LONGEST_FILE:
        raise UnreadableFileError(f"{name} has {len(data):,} bytes; a survey has {LONGEST_FILE:,} at most.")
    if _is_ours(data, name):
        return Made(_text(data, name), stem)
    found: Carried = read_other(data, name)
    return Made(document_text(found.document), stem, found.losses)


def _is_ours(data: bytes, name: str) -> bool:
    start = data[:2000].removeprefix(b"\xef\xbb\xbf")
    return PurePath(name).suffix.lower() in {".yaml", ".yml"} or b"\nformat:" in b"\n" + start


def _text(data: bytes, name: str) -> str:
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise UsageError(f"{name} is no text in UTF-8.") from None
    if "\x00" in text:
        raise UsageError(f"{name} is no text in UTF-8.")
    if len(text) > LARGEST:
        raise UsageError(f"The file has {len(text):,} characters; a survey has {LARGEST:,} at most.")
    return text
