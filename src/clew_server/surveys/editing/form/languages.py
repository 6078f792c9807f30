"""What follows in all texts where a survey gets other languages: one that goes takes its texts along."""

from __future__ import annotations

from typing import Any

from clew_server.surveys.editing.form.doing import Document
from clew_server.surveys.editing.form.parts import languages_of

__all__ = ["in_other_languages"]

#: Keys whose value is a text that people read.
_TEXTS = frozenset({"title", "thanks", "text", "help", "low", "high", "other", "not_applicable"})


def in_other_languages(old: Document, new: Document) -> tuple[Document, int]:
    """Return ``new`` with its texts as its languages want them, and how many texts went with a language.

    A plain text is in the first language: where another becomes the first, it says of itself which it is in.
    """
    before, after = languages_of(old), languages_of(new)
    if before == after:
        return new, 0
    gone = set(before) - set(after)
    counted: list[int] = []
    walked: Document = _walked(new, before[0], after, gone, counted)
    if isinstance(draft := walked.get("draft"), list):
        kept = [one for one in draft if one not in gone]
        walked = {key: value for key, value in walked.items() if key != "draft"} | ({"draft": kept} if kept else {})
    return walked, len(counted)


def _walked(part: Any, first: str, after: tuple[str, ...], gone: set[str], counted: list[int]) -> Any:
    if isinstance(part, list):
        return [_walked(one, first, after, gone, counted) for one in part]
    if not isinstance(part, dict):
        return part
    return {
        key: _said(value, first, after, gone, counted) if key in _TEXTS else _walked(value, first, after, gone, counted)
        for key, value in part.items()
    }


def _said(text: Any, first: str, after: tuple[str, ...], gone: set[str], counted: list[int]) -> Any:
    if isinstance(text, str):
        return text if first in {after[0], *gone} else {first: text}
    if not isinstance(text, dict) or not gone & set(text):
        return text
    kept = {language: said for language, said in text.items() if language not in gone}
    if not kept:
        return text
    counted.append(1)
    return kept
