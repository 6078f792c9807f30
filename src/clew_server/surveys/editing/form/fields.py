"""What a form asks of each part of a survey: which fields, of which kind, called how; taken from the model's types."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Any, get_args

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy
from msgspec import structs

from clew.surveys.model.questions import Question
from clew_server.surveys.frame import PROGRAMS

__all__ = ["PAGE", "SURVEY", "TYPES", "Field", "fields_of", "keys_of"]

#: Kinds of fields: a line; a text a language; yes or no; yes or no with a text of its own; a whole number; one of some;
#: names with commas between; a condition; parts with fields of their own.
LINE, TEXTS, FLAG, FLAG_TEXTS, NUMBER, CHOICE, NAMES, CONDITION, PARTS = (
    "line", "texts", "flag", "flag_texts", "number", "choice", "names", "condition", "parts"
)  # fmt: skip

TYPES: dict[str, Promise] = {
    "nps": gettext_lazy("Likely to recommend (NPS), 0 to 10"),
    "csat": gettext_lazy("Satisfied (CSAT)"),
    "ces": gettext_lazy("How easy (CES)"),
    "stars": gettext_lazy("Stars"),
    "rating": gettext_lazy("A number on a scale"),
    "single": gettext_lazy("One choice"),
    "multiple": gettext_lazy("Several choices"),
    "ranking": gettext_lazy("An order of choices"),
    "matrix": gettext_lazy("Rows on one scale (matrix)"),
    "short_text": gettext_lazy("A line of words"),
    "long_text": gettext_lazy("Several lines of words"),
    "feeling": gettext_lazy("How did you feel?"),
    "statement": gettext_lazy("A text that asks nothing"),
}


@dataclass(frozen=True)
class Field:
    """One field of a form; ``default`` is what holds where nothing is written."""

    key: str
    kind: str
    label: Promise
    hint: Promise | str = ""
    choices: tuple[tuple[str, Promise | str], ...] = ()
    default: str = ""
    parts: tuple[Field, ...] = ()
    adds: Promise | str = ""

    @property
    def has_lines(self) -> bool:
        """Whether several of its parts can be written at once, one a line: parts with a text and an id."""
        return {"id", "text"} <= {part.key for part in self.parts}


_ID = Field("id", LINE, gettext_lazy("Id"), gettext_lazy("Answers are kept under it; people do not see it."))
_SHOW_IF = Field(
    "show_if", CONDITION, gettext_lazy("Show only if"), gettext_lazy("Always, where nothing stands here."),
)  # fmt: skip
_WORDS = gettext_lazy("Words of its own")
_OPTION = (
    Field("id", LINE, gettext_lazy("Id")),
    Field("text", TEXTS, gettext_lazy("Text")),
    Field("exclusive", FLAG, gettext_lazy("goes with no other")),
    Field("fixed", FLAG, gettext_lazy("keeps its place")),
)
_ROW = (
    Field("id", LINE, gettext_lazy("Id")),
    Field("text", TEXTS, gettext_lazy("Text")),
    Field("touchpoint", LINE, gettext_lazy("Touchpoint")),
)
_JUMP = (
    Field("to", CHOICE, pgettext_lazy("a jump", "Go to")),
    Field("when", CONDITION, pgettext_lazy("a jump", "If")),
)
#: Every field that some question has, in the order in which a form asks for it.
_FIELDS = (
    Field("type", CHOICE, gettext_lazy("Type"), choices=tuple(TYPES.items())),
    _ID,
    Field("text", TEXTS, gettext_lazy("Question")),
    Field("help", TEXTS, gettext_lazy("Help"), gettext_lazy("A second, quieter line.")),
    Field(
        "version", CHOICE, gettext_lazy("Version"), default="v2",
        choices=(
            ("v2", gettext_lazy("2: agreement with “it was easy”, 1 to 7")), ("v1", gettext_lazy("1: effort, 1 to 5")),
        ),
    ),
    Field("points", NUMBER, gettext_lazy("Points")),
    Field("min", NUMBER, gettext_lazy("Lowest number")),
    Field("max", NUMBER, gettext_lazy("Highest number")),
    Field("low", TEXTS, gettext_lazy("What the low end means")),
    Field("high", TEXTS, gettext_lazy("What the high end means")),
    Field(
        "measures", CHOICE, gettext_lazy("Measures"), default="rating",
        choices=(("rating", gettext_lazy("a rating")), ("csat", gettext_lazy("satisfaction (csat)"))),
    ),
    Field("rows", PARTS, gettext_lazy("Rows"), parts=_ROW, adds=gettext_lazy("Add a row")),
    Field("columns", PARTS, gettext_lazy("Columns"), parts=_OPTION[:2], adds=gettext_lazy("Add a column")),
    Field("options", PARTS, gettext_lazy("Options"), parts=_OPTION, adds=gettext_lazy("Add an option")),
    Field("other", FLAG_TEXTS, gettext_lazy("People may write another"), _WORDS),
    Field("randomise", FLAG, gettext_lazy("Shuffle them for each person")),
    Field("at_least", NUMBER, gettext_lazy("At least so many")),
    Field("at_most", NUMBER, gettext_lazy("At most so many")),
    Field("max_length", NUMBER, gettext_lazy("Letters at most")),
    Field("required", FLAG, gettext_lazy("The page cannot be left without an answer")),
    Field("not_applicable", FLAG_TEXTS, gettext_lazy("Offers “does not apply”"), _WORDS),
    Field("touchpoint", LINE, gettext_lazy("Touchpoint"), gettext_lazy("What it is about, as on your other pages.")),
    Field(
        "instrument", LINE, gettext_lazy("Instrument"),
        gettext_lazy("Where the question is an instrument of its own; a changed scale needs a new name."),
    ),
    _SHOW_IF,
)  # fmt: skip
PAGE = (
    Field("id", LINE, gettext_lazy("Id"), gettext_lazy("Jumps name it; people do not see it.")),
    Field("title", TEXTS, gettext_lazy("Title")),
    _SHOW_IF,
    Field(
        "jumps", PARTS, gettext_lazy("Where it leads"),
        gettext_lazy("The first whose condition holds is taken; otherwise the next page follows."), parts=_JUMP,
        adds=gettext_lazy("Add a jump"),
    ),
)  # fmt: skip
SURVEY = (
    Field("id", LINE, gettext_lazy("Id"), gettext_lazy("Its name in addresses and rows: small letters, digits and -.")),
    Field("title", TEXTS, gettext_lazy("Title"), gettext_lazy("What people see above it.")),
    Field(
        "program", CHOICE, gettext_lazy("Program"), gettext_lazy("Programs are never mixed silently."),
        choices=tuple(PROGRAMS.items()),
    ),
    Field(
        "languages", NAMES, gettext_lazy("Languages"),
        gettext_lazy("The first one is shown where another lacks a text: en, pl, ro, ru."), default="en",
    ),
    Field(
        "draft", NAMES, gettext_lazy("Draft languages"),
        gettext_lazy("Those whose words a native speaker has yet to review."),
    ),
    Field(
        "instrument", LINE, gettext_lazy("Instrument"),
        gettext_lazy("The questionnaire and its version; the id where it is left out."),
    ),
    Field(
        "fields", NAMES, gettext_lazy("Fields of the customer"),
        gettext_lazy("What texts and conditions may use, as customer.plan."),
    ),
    Field("thanks", TEXTS, gettext_lazy("Thanks"), gettext_lazy("What is said at the end.")),
)  # fmt: skip


@cache
def fields_of(kind: str) -> tuple[Field, ...]:
    """Return the fields of a type of question; of an unknown type those that all have.

    >>> [field.key for field in fields_of("statement")]
    ['type', 'id', 'text', 'help', 'show_if']
    """
    known = _defaults(kind)
    found = [field for field in _FIELDS if field.key in {"type", *known}]
    return tuple(_fitted(field, kind, known.get(field.key)) for field in found)


@cache
def keys_of(kind: str) -> frozenset[str]:
    """Return the keys that a question of a type may have."""
    return frozenset({"type", *_defaults(kind)})


def _defaults(kind: str) -> dict[str, Any]:
    model = next((one for one in get_args(Question) if one.__struct_config__.tag == kind), None)
    if model is None:
        return {"id": None, "text": None, "help": None, "show_if": ""}
    return {field.encode_name: field.default for field in structs.fields(model)}


def _fitted(field: Field, kind: str, default: Any) -> Field:
    """Return a field as a type has it: with its number by default, its options without marks that it knows not."""
    if field.kind == NUMBER and isinstance(default, int):
        return replace(field, default=str(default))
    if field.key == "options" and kind != "multiple":
        return replace(field, parts=tuple(part for part in field.parts if part.key != "exclusive"))
    return field
