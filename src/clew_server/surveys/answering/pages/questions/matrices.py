"""A matrix: a table of radio buttons that becomes one group a row where it is narrow."""

from __future__ import annotations

from typing import NamedTuple

from clew.surveys.model.questions import NOT_APPLICABLE, Matrix, Row, scale_of
from clew.surveys.running import rows_shown
from clew_server.surveys.answering.pages.elements import Html, joined, tag
from clew_server.surveys.answering.pages.questions.framing import group, none
from clew_server.surveys.answering.pages.questions.scales import across, ends, signed
from clew_server.surveys.answering.pages.voice import Voice

__all__ = ["matrix"]

#: With more columns of words, or of numbers, a row is a group of its own however wide the page is.
MOST_WORDS, MOST_NUMBERS = 5, 11
#: With more, the page must be wide for a table.
MANY = 7


class Column(NamedTuple):
    """One column: the value that it sends, what stands above it, what else those who listen hear."""

    value: str
    words: str
    meaning: str = ""


def matrix(voice: Voice, question: Matrix) -> Html:
    """Return rows that are answered alike; each radio button is named by its row and its column."""
    columns = _columns(voice, question)
    heads = [
        tag(
            "th",
            _head(column),
            scope="col",
            id=f"c-{question.id}-{at}",
            class_="no" if column.value == NOT_APPLICABLE else None,
        )
        for at, column in enumerate(columns)
    ]
    rows = [_row(voice, question, columns, row, at) for at, row in enumerate(rows_shown(question, voice.seed))]
    table = tag(
        "table",
        tag("thead", tag("tr", tag("td"), *heads)),
        tag("tbody", *rows),
        class_=_kind(question, len(columns)),
        aria_labelledby=f"t-{question.id}",
    )
    scale = scale_of(question)
    return group(voice, question, ends(voice, question, scale) if scale else Html(), table, kind="matrix")


def _kind(question: Matrix, count: int) -> str | None:
    if count > (MOST_NUMBERS if scale_of(question) else MOST_WORDS) + bool(question.not_applicable):
        return "always"
    return "many" if count > MANY else None


def _columns(voice: Voice, question: Matrix) -> list[Column]:
    scale = scale_of(question)
    if scale is None:
        found = [Column(option.id, voice.tells(option.text)) for option in question.columns]
    else:
        meanings = {scale.min: voice.tells(question.low), scale.max: voice.tells(question.high)}
        numbers = range(scale.min, scale.max + 1)
        found = [Column(str(number), signed(number), meanings.get(number, "")) for number in numbers]
    if question.not_applicable:
        found.append(Column(NOT_APPLICABLE, voice.option(question, NOT_APPLICABLE)))
    return found


def _head(column: Column) -> Html:
    return joined(column.words, tag("span", " ", column.meaning, class_="heard") if column.meaning else Html())


def _row(voice: Voice, question: Matrix, columns: list[Column], row: Row, at: int) -> Html:
    name = f"q.{question.id}.{row.id}"
    held = voice.holds(name)
    said = [voice.says_flaw(question, flaw) for flaw in voice.flaws(question) if flaw.row == row.id]
    problem = tag("span", said[0], class_="error", id=f"e-{question.id}-{at}") if said else Html()
    back = none(voice, name, f"n-{question.id}-{at}") if not question.required else Html()
    head = tag("th", tag("span", voice.tells(row.text), id=f"r-{question.id}-{at}"), " ", back, problem, scope="row")
    cells = [
        tag(
            "td",
            _choice(question, column, f"{at}-{n}", name, is_chosen=column.value in held, is_wrong=bool(said)),
            class_="wide" if column.value == NOT_APPLICABLE or question.columns else None,
        )
        for n, column in enumerate(columns)
    ]
    scale = scale_of(question)
    return tag("tr", head, *cells, class_=across(scale.max - scale.min + 1) if scale else None)


def _choice(question: Matrix, column: Column, at: str, name: str, *, is_chosen: bool, is_wrong: bool) -> Html:
    row, _, place = at.partition("-")
    control = tag(
        "input", type="radio", name=name, value=column.value, checked=is_chosen,
        id=f"f-{question.id}-{at}",
        required=question.required,
        aria_labelledby=f"r-{question.id}-{row} c-{question.id}-{place}",
        aria_describedby=f"e-{question.id}-{row}" if is_wrong else None,
        aria_invalid="true" if is_wrong else None,
    )  # fmt: skip
    return tag("label", control, tag("span", column.words, aria_hidden="true"))
