"""A draft as cards: what stands on each page, what is wrong with it, and the fields of the one that is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext

from clew.surveys.model.survey import END
from clew_server.company.told import language_name
from clew_server.surveys.editing.form import fields as kinds
from clew_server.surveys.editing.form.doing import HEAD, Document
from clew_server.surveys.editing.form.fields import PAGE, SURVEY, TYPES, Field, fields_of
from clew_server.surveys.editing.form.naming import Known, known_at, later_pages
from clew_server.surveys.editing.form.parts import listed, shown, texts_of
from clew_server.surveys.editing.form.rows import LINES
from clew_server.surveys.editing.places import Placed, steps_of

__all__ = ["Card", "Input", "PageCard", "QuestionCard", "cards_of", "opened_card", "spec_of"]

Wrongs = Sequence[Placed]


@dataclass(frozen=True)
class Input:
    """A field as the page shows it: its name in the form, what is in it, and what is wrong there."""

    field: Field
    name: str
    value: str = ""
    texts: Sequence[tuple[str, str, str]] = ()
    choices: Sequence[tuple[str, Any]] = ()
    rows: Sequence[Row] = ()
    wrongs: Wrongs = ()
    lines: Sequence[tuple[str, str]] = ()

    @property
    def kind(self) -> str:
        """Which kind of field it is."""
        return self.field.kind

    @property
    def is_empty(self) -> bool:
        """Whether it has no parts yet."""
        return len(self.rows) < 2  # noqa: PLR2004 - the empty one that can be filled


@dataclass(frozen=True)
class Row:
    """One option, row or jump: its name and number in the form, its number in the file ("" for a new one), inputs."""

    name: str
    number: int
    was: str
    inputs: Sequence[Input]
    wrongs: Wrongs = ()


@dataclass(frozen=True)
class Card:
    """A part that is open for writing."""

    place: str
    name: str
    inputs: Sequence[Input]
    wrongs: Wrongs
    known: Known
    strange: Sequence[str] = ()

    @property
    def aim(self) -> str:
        """The name of what is written first: a text in the first language."""
        return next((one.texts[0][0] for one in self.inputs if one.texts), "")


@dataclass(frozen=True)
class QuestionCard:
    """A question as it stands in the outline."""

    place: str
    id: str
    type: str | Promise
    text: str
    options: Sequence[str] = ()
    is_required: bool = False
    show_if: str = ""
    wrongs: Wrongs = ()


@dataclass(frozen=True)
class PageCard:
    """A page as it stands in the outline."""

    place: str
    id: str
    title: str
    show_if: str
    jumps: Sequence[tuple[str, str]]
    questions: Sequence[QuestionCard]
    wrongs: Wrongs = field(default=())


def spec_of(place: str, part: Mapping[str, Any]) -> tuple[Field, ...]:
    """Return the fields of the part at a place."""
    if place == HEAD:
        return SURVEY
    return fields_of(str(part.get("type", ""))) if ".questions." in place else PAGE


def cards_of(document: Document, wrongs: Wrongs, languages: Sequence[str], spoken: str) -> list[PageCard]:
    """Return the pages and questions of a draft; texts in the reader's language where they are in it."""
    found = []
    for at, page in enumerate(listed(document.get("pages"))):
        given = page if isinstance(page, dict) else {}
        questions = [
            _question(f"pages.{at}.questions.{number}", one, wrongs, languages, spoken)
            for number, one in enumerate(listed(given.get("questions")))
        ]
        own = [one for one in _at(wrongs, ["pages", at]) if steps_of(one.problem.where)[2:3] != ["questions"]]
        jumps = [
            (str(jump.get("to", "")), str(jump.get("when", "")))
            for jump in listed(given.get("jumps"))
            if isinstance(jump, dict)
        ]
        title = said(given.get("title"), languages, spoken)
        where = str(given.get("id", "")), title, str(given.get("show_if") or "")
        found.append(PageCard(f"pages.{at}", *where, jumps, questions, own))
    return found


def said(text: Any, languages: Sequence[str], spoken: str) -> str:
    """Return a text that may be wrong in the reader's language, else in the survey's first."""
    by_language = texts_of(text, languages)
    return by_language.get(spoken) or next((one for one in by_language.values() if one), "")


def opened_card(
    document: Document, place: str, part: Mapping[str, Any], wrongs: Wrongs, languages: Sequence[str]
) -> Card:
    """Return the part at a place with its fields."""
    spec = spec_of(place, part)
    start = [] if place == HEAD else _steps(place)
    own = [one for one in _at(wrongs, start) if place != HEAD or steps_of(one.problem.where)[:1] != ["pages"]]
    inputs = [_input(one, part, one.key, own, len(start), languages, document, place) for one in spec]
    known = {one.key for one in spec}
    top = [one for one in own if not _is_placed(one, len(start), known)]
    if place == HEAD:
        known |= {"format", "pages"}
    strange = [key for key in part if key not in known and not (key == "questions" and place.count(".") == 1)]
    return Card(place, str(part.get("id", "")), inputs, top, known_at(document, place), strange)


def _is_placed(one: Placed, depth: int, known: set[str]) -> bool:
    rest = steps_of(one.problem.where)[depth:]
    return bool(rest) and rest[0] in known


def _at(wrongs: Wrongs, start: list[Any]) -> list[Placed]:
    return [one for one in wrongs if steps_of(one.problem.where)[: len(start)] == start]


def _input(
    one: Field, part: Mapping[str, Any], name: str, wrongs: Wrongs, depth: int, languages: Sequence[str],
    document: Document, place: str,
) -> Input:  # fmt: skip
    own = [wrong for wrong in wrongs if steps_of(wrong.problem.where)[depth : depth + 1] == [one.key]]
    value = part.get(one.key)
    if one.kind == kinds.PARTS:
        rows = _rows(one, value, name, own, depth + 1, languages, document, place)
        lines = [(f"{name}.{LINES}.{code}", language_name(code)) for code in languages] if one.has_lines else []
        whole = [wrong for wrong in own if len(steps_of(wrong.problem.where)) == depth + 1]
        return Input(one, name, rows=rows, lines=lines if rows else [], wrongs=whole)
    if one.kind in {kinds.TEXTS, kinds.FLAG_TEXTS}:
        texts = texts_of(None if isinstance(value, bool) else value, languages)
        each = [(f"{name}.{code}", language_name(code), text) for code, text in texts.items()]
        return Input(one, name, "yes" if value else "", texts=each, wrongs=own)
    if one.kind == kinds.FLAG:
        return Input(one, name, "yes" if value else "", wrongs=own)
    return Input(one, name, shown(part, one), choices=_choices(one, shown(part, one), document, place), wrongs=own)


def _rows(
    one: Field, value: Any, name: str, wrongs: Wrongs, depth: int, languages: Sequence[str], document: Document,
    place: str,
) -> list[Row]:  # fmt: skip
    """Return the parts there are and an empty one to be filled; none where what stands there is no list of parts."""
    if value is not None and not (isinstance(value, list) and all(isinstance(each, dict) for each in value)):
        return []
    found = []
    for number, part in enumerate([*(value or []), {}]):
        own = [wrong for wrong in wrongs if steps_of(wrong.problem.where)[depth : depth + 1] == [number]]
        inputs = [
            _input(each, part, f"{name}.{number}.{each.key}", own, depth + 1, languages, document, place)
            for each in one.parts
        ]
        whole = [wrong for wrong in own if len(steps_of(wrong.problem.where)) == depth + 1]
        found.append(Row(f"{name}.{number}", number, str(number) if part else "", inputs, whole))
    return found


def _choices(one: Field, value: str, document: Document, place: str) -> list[tuple[str, Any]]:
    """Return what may be chosen; what stands there already is among it, also where it is wrong."""
    if one.kind != kinds.CHOICE:
        return []
    found: list[tuple[str, Any]] = list(one.choices)
    if one.key == "to":
        found = [("", "–"), *((name, name) for name in later_pages(document, place)), (END, gettext("the end"))]
    known = {code for code, _ in found}
    return found if value in known else [(value, value or "–"), *found]


def _question(place: str, given: Any, wrongs: Wrongs, languages: Sequence[str], spoken: str) -> QuestionCard:
    part = given if isinstance(given, dict) else {}
    kind = str(part.get("type", ""))
    parts = [*listed(part.get("rows")), *listed(part.get("options")), *listed(part.get("columns"))]
    options = [said(one.get("text"), languages, spoken) for one in parts if isinstance(one, dict)]
    return QuestionCard(
        place, str(part.get("id", "")), TYPES.get(kind, kind), said(part.get("text"), languages, spoken), options,
        bool(part.get("required")), str(part.get("show_if") or ""), _once(_at(wrongs, _steps(place))),
    )  # fmt: skip


def _once(wrongs: Wrongs) -> Wrongs:
    """Return each sentence once: where the card is closed, four options that lack a language are one thing."""
    return list({one.problem.message: one for one in wrongs}.values())


def _steps(place: str) -> list[Any]:
    return [int(step) if step.isdigit() else step for step in place.split(".")]
