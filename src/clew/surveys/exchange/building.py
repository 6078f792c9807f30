"""Builds a survey of ours from another tool's: ids, texts, and the scales that lists of numbers are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from clew.errors import UnreadableFileError
from clew.importers.presets.questions import MEASURES
from clew.importers.suggest.words import plain_name
from clew.surveys.checks.asked import RESERVED
from clew.surveys.exchange.carried import Loss
from clew.surveys.exchange.plain import plain_text
from clew.surveys.model.survey import END

__all__ = ["Building", "as_scale", "end_words", "slug", "unique"]

Document = dict[str, Any]
_NUMBERED = re.compile(r"\s*(-?\d{1,3})\s*(?:[-–—=:.)(]\s*)?(.*)", re.DOTALL)
LONGEST_ID = 50
#: More questions, or answers to one, are no survey that a person can take.
MOST_NAMES = 1000
#: Fewer numbers in a row are answers, no scale.
FEWEST_POINTS = 3


class Building:
    """What was carried over so far, and what was not."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.languages = [language]
        self.noted: dict[Loss, None] = {}
        self.ids: dict[str, str] = {}
        self.taken = set(RESERVED)
        self.kinds: dict[str, Document] = {}
        self.answers: dict[str, dict[str, str]] = {}
        self.fields: list[str] = []
        self.pages: list[str] = []

    @property
    def losses(self) -> list[Loss]:
        """What was noted, in order."""
        return list(self.noted)

    def lose(self, where: str, message: str) -> None:
        """Note what cannot be carried over, once."""
        self.noted[Loss(where, message)] = None

    def page(self, foreign: str) -> str:
        """Return an id of our own for a page of that name, another for each."""
        if len(self.pages) >= MOST_NAMES:
            raise UnreadableFileError(f"The file has more than {MOST_NAMES:,} pages; that is no survey.")
        found = unique(slug(foreign, prefix="p"), {*self.pages, END})
        self.pages.append(found)
        return found

    def name(self, foreign: str, *, prefix: str = "q") -> str:
        """Return an id of our own for a question of that name, another for each.

        Raises:
            UnreadableFileError: there are more questions than in any survey.
        """
        if len(self.taken) - len(RESERVED) >= MOST_NAMES:
            raise UnreadableFileError(f"The file has more than {MOST_NAMES:,} questions; that is no survey.")
        found = unique(slug(foreign, prefix=prefix), self.taken)
        self.taken.add(found)
        self.ids[foreign] = found
        if found != foreign:
            self.lose(foreign, f"It is called '{found}' here: an id is a letter, then letters, digits and _.")
        return found

    def text(self, by_language: Mapping[str, object], put_in: Callable[[str], str] = str) -> str | dict[str, str]:
        """Return a text of ours; ``put_in`` writes the places in it our way."""
        said = {language: put_in(plain_text(text)) for language, text in by_language.items()}
        said = {language: text for language, text in said.items() if text}
        for language in said:
            if language not in self.languages:
                self.languages.append(language)
        if set(said) <= {self.language}:
            return said.get(self.language, "")
        if self.language not in said:
            said = {self.language: next(iter(said.values())), **said}
        return said

    def options(self, given: Iterable[tuple[str, Any]], where: str) -> list[Document]:
        """Return options with ids of their own: pairs of the foreign value and the text."""
        found: list[Document] = []
        for value, text in given:
            if len(found) >= MOST_NAMES:
                self.lose(where, f"Of its answers the first {MOST_NAMES:,} are kept.")
                break
            name = unique(slug(value, prefix=""), {"na", "other", *(one["id"] for one in found)})
            found.append({"id": name, "text": text or value})
            if name != value:
                self.lose(where, f"Its answer '{value}' is called '{name}' here.")
        return found

    def field(self, name: str) -> str:
        """Return the name of a participant's field, known to the survey from now on."""
        found = slug(name, prefix="f")
        if found not in self.fields:
            self.fields.append(found)
        return found

    def scaled(self, question: Document, low: int, high: int, ends: Mapping[str, Any] | None = None) -> Document:
        """Return the question as one on a scale: what it measures is told by its words and its points."""
        metric = measured(question.get("text", ""))
        words = {name: text for name, text in (ends or {}).items() if text}
        if (low, high) == (0, 10) and metric in {"nps", ""}:
            return question | {"type": "nps"} | words
        if metric == "ces" and (low, high) in {(1, 5), (1, 7)}:
            version = "v1" if high == 5 else "v2"  # noqa: PLR2004 - the scale of version 1
            self.lose(
                question["id"], f"By its words and scale it is customer effort ({version}); if not, change its type."
            )
            return question | {"type": "ces", "version": version} | words
        if metric == "csat" and low == 1 and high <= 11:  # noqa: PLR2004 - the longest scale of csat
            self.lose(question["id"], "By its words it is customer satisfaction (csat); if not, change its type.")
            return question | {"type": "csat", "points": high} | words
        return question | {"type": "rating", "min": low, "max": high} | words

    def survey(self, name: str, title: Any, pages: list[Document], thanks: Any = None) -> Document:
        """Return the whole document; programs and instruments other tools do not have."""
        self.lose("", "Which measurement it is, nobody says: write program: relationship, transactional, ...")
        document = {"format": 1, "id": slug(name, prefix="s").lower().replace("_", "-").strip("-") or "survey",
                    "title": title or name, "program": "none", "languages": self.languages}  # fmt: skip
        more = {"fields": self.fields, "thanks": thanks}
        return document | {key: value for key, value in more.items() if value} | {"pages": pages}


def slug(text: str, *, prefix: str) -> str:
    """Return a name of letters, digits and _ that begins with a letter where there is a prefix.

    >>> slug("Câte zile?", prefix="q"), slug("1", prefix="q"), slug("1", prefix="")
    ('Cate_zile', 'q1', '1')
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    found = re.sub(r"[^A-Za-z0-9]+", "_", plain).strip("_")[:LONGEST_ID].strip("_")
    return f"{prefix}{found}" if prefix and not found[:1].isalpha() else found or "x"


def unique(name: str, taken: set[str] | frozenset[str]) -> str:
    """Return the name, with a number where it is taken."""
    found, number = name, 2
    while found in taken:
        found, number = f"{name}_{number}", number + 1
    return found


def measured(text: Any) -> str:
    """Return the metric that the words of a question speak of: nps, ces, csat, or "".

    >>> measured("How satisfied are you?")
    'csat'
    """
    said = " ".join(text.values()) if isinstance(text, Mapping) else str(text)
    return next((metric for metric, words in MEASURES if words.search(plain_name(said))), "")


def as_scale(labels: Sequence[str]) -> tuple[int, int, str, str] | None:
    """Return lowest, highest and the words of both ends where the labels count up by one; None where they do not.

    >>> as_scale(["1 - bad", "2", "3", "4", "5 - good"]), as_scale(["1", "3"]), as_scale(["a", "b"])
    ((1, 5, 'bad', 'good'), None, None)
    """
    found = [match for label in labels if (match := _NUMBERED.fullmatch(label))]
    numbers = [int(match[1]) for match in found]
    if (
        len(found) < len(labels)
        or len(labels) < FEWEST_POINTS
        or numbers != list(range(numbers[0], numbers[0] + len(numbers)))
    ):
        return None
    if any(match[2].strip() for match in found[1:-1]):
        return None  # every point has its words: those are options
    return numbers[0], numbers[-1], end_words(labels[0]), end_words(labels[-1])


def end_words(label: str) -> str:
    """Return the words of a point of a scale, without its number.

    >>> end_words("0 (not at all likely)"), end_words("10 - very (really)"), end_words("5")
    ('not at all likely', 'very (really)', '')
    """
    match = _NUMBERED.fullmatch(label)
    words = label.strip() if match is None else match[2].strip()
    return words[:-1] if words.count(")") > words.count("(") and words.endswith(")") else words
