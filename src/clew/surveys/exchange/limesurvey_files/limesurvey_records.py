"""What LimeSurvey keeps of a survey, read from its structure file (``.lss``, XML)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from clew.errors import UnreadableFileError

__all__ = ["MORE", "Lime", "LimeQuestion", "Said", "read_lss", "say"]

Said = dict[str, str]
#: Elements of a structure file lie no deeper, and there are no more of them.
DEEPEST, MOST_ELEMENTS = 12, 500_000
#: Columns of which the reader says that they are left out.
MORE = ("preg", "validation", "randomization_group", "random_group", "mandatory")
_SECTIONS = frozenset({
    "groups", "group_l10ns", "questions", "subquestions", "question_l10ns", "answers", "answer_l10ns",
    "question_attributes", "surveys", "surveys_languagesettings", "conditions", "quota", "assessments", "defaultvalues",
})  # fmt: skip


@dataclass
class LimeQuestion:
    """A question, a part of one or one of its answers: ``code`` is its name, texts are by language.

    ``more`` is what it has beside, which ours cannot have: a pattern, a program, a group that is shuffled.
    """

    code: str
    kind: str = ""
    text: Said = field(default_factory=dict)
    help: Said = field(default_factory=dict)
    relevance: str = ""
    mandatory: bool = False
    other: bool = False
    scale: str = "0"
    group: str = ""
    attributes: dict[str, Said] = field(default_factory=dict)
    more: Said = field(default_factory=dict)
    parts: list[LimeQuestion] = field(default_factory=list)
    answers: list[LimeQuestion] = field(default_factory=list)


@dataclass
class Lime:
    """A survey of LimeSurvey: ``groups`` are questions without a kind that hold theirs as parts.

    ``names`` are what conditions call questions and their parts by number, each with its code.
    """

    language: str = "en"
    settings: Said = field(default_factory=dict)
    said: dict[str, Said] = field(default_factory=dict)
    groups: list[LimeQuestion] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    lists: dict[str, int] = field(default_factory=dict)


def read_lss(data: bytes, name: str) -> Lime:
    """Return the survey of a structure file (XML).

    Raises:
        UnreadableFileError: no XML, no survey, entities, or more of it than a survey has.
    """
    tables = {section: list[Said]() for section in _SECTIONS}
    kind = ""
    try:
        for section, row in _rows(data):
            if section == "LimeSurveyDocType":
                kind = row["text"]
            elif section in tables:
                tables[section].append(row)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise UnreadableFileError(f"{name} is no structure file of LimeSurvey: {error}.") from error
    if kind != "Survey":
        raise UnreadableFileError(f"{name} is no survey of LimeSurvey{f' but a {kind.lower()}' if kind else ''}.")
    return _lime(tables)


def _rows(data: bytes) -> Iterator[tuple[str, Said]]:
    """Yield each row with the name of its table, as soon as it is whole."""
    way: list[str] = []
    row: Said = {}
    count = 0
    for event, element in iterparse(io.BytesIO(data), events=("start", "end"), forbid_dtd=True):
        if event == "start":
            way.append(element.tag)
            count += 1
            if len(way) > DEEPEST or count > MOST_ELEMENTS:
                raise ValueError("it has more parts, or deeper ones, than a survey")
            continue
        if way[-2:-1] == ["row"]:
            row[element.tag] = element.text or ""
        elif element.tag == "row":
            yield way[1] if len(way) > 1 else "", row
            row = {}
        elif element.tag == "LimeSurveyDocType":
            yield element.tag, {"text": (element.text or "").strip()}
        way.pop()
        element.clear()


def _lime(tables: dict[str, list[Said]]) -> Lime:
    settings = next(iter(tables["surveys"]), {})
    lime = Lime(settings.get("language", "en"), settings)
    for row in tables["surveys_languagesettings"]:
        for key, value in row.items():
            lime.said.setdefault(key.removeprefix("surveyls_"), {})[row.get("surveyls_language", lime.language)] = value
    groups = _by_id(tables["groups"], "gid", lime.language, ("group_name", "description"), tables["group_l10ns"])
    questions = _by_id(tables["questions"], "qid", lime.language, ("question", "help"), tables["question_l10ns"])
    parts = _by_id(tables["subquestions"], "qid", lime.language, ("question", "help"), tables["question_l10ns"])
    answers = _answers(tables, lime.language)
    for row in tables["question_attributes"]:
        if owner := questions.get(row.get("qid", "")):
            owner[1].attributes.setdefault(row.get("attribute", ""), {})[row.get("language", "")] = row.get("value", "")
    _join(lime, groups, questions, parts, answers)
    lime.names = dict(_numbered(questions, parts, settings.get("sid", "")))
    lime.lists = {
        name: len(tables[name]) for name in ("conditions", "quota", "assessments", "defaultvalues") if tables[name]
    }
    return lime


Placed = dict[str, tuple[Said, LimeQuestion]]


def _numbered(questions: Placed, parts: Placed, survey: str) -> Iterator[tuple[str, str]]:
    """Yield what conditions call a question or a part of one by number (Q7, Q7_S9, 1X2X7, 1X2X7SQ001), and its code."""
    for qid, (row, question) in questions.items():
        yield f"Q{qid}", question.code
        yield f"{survey}X{row.get('gid', '')}X{qid}", question.code
    for qid, (row, part) in parts.items():
        parent = row.get("parent_qid", "")
        if owner := questions.get(parent):
            yield f"Q{parent}_S{qid}", f"{owner[1].code}_{part.code}"
            yield f"{survey}X{owner[0].get('gid', '')}X{parent}{part.code}", f"{owner[1].code}_{part.code}"


def _by_id(rows: list[Said], key: str, language: str, texts: tuple[str, str], l10ns: list[Said]) -> Placed:
    """Rows by id: older files have one a language with its texts in it, newer ones keep texts apart."""
    found: Placed = {}
    for row in rows:
        made = found.setdefault(row.get(key, ""), (row, _question(row)))[1]
        say(made, row, texts, row.get("language") or language)
    for row in l10ns:
        if placed := found.get(row.get(key, "")):
            say(placed[1], row, texts, row.get("language") or language)
    return found


def say(made: LimeQuestion, row: Said, texts: tuple[str, str], language: str) -> None:
    """Note the texts of a row, and its program, in a language."""
    if row.get(texts[0]):
        made.text[language] = row[texts[0]]
    if row.get(texts[1]):
        made.help[language] = row[texts[1]]
    if row.get("script"):
        made.more["script"] = row["script"]


def _question(row: Said) -> LimeQuestion:
    return LimeQuestion(
        row.get("title", ""),
        row.get("type", ""),
        relevance=row.get("relevance") or row.get("grelevance") or "",
        mandatory=row.get("mandatory", "N") == "Y",
        other=row.get("other") == "Y",
        scale=row.get("scale_id") or "0",
        group=row.get("gid", ""),
        more={key: row[key] for key in MORE if row.get(key)},
    )


def _answers(tables: dict[str, list[Said]], language: str) -> list[tuple[Said, LimeQuestion]]:
    found: dict[tuple[str, str, str], tuple[Said, LimeQuestion]] = {}
    by_aid: dict[str, LimeQuestion] = {}
    for row in tables["answers"]:
        key = (row.get("qid", ""), row.get("code", ""), row.get("scale_id") or "0")
        made = found.setdefault(key, (row, LimeQuestion(row.get("code", ""), scale=key[2])))[1]
        by_aid[row.get("aid", "")] = made
        say(made, row, ("answer", "help"), row.get("language") or language)
    for row in tables["answer_l10ns"]:
        if made_before := by_aid.get(row.get("aid", "")):
            say(made_before, row, ("answer", "help"), row.get("language") or language)
    return list(found.values())


def _join(
    lime: Lime, groups: Placed, questions: Placed, parts: Placed, answers: list[tuple[Said, LimeQuestion]]
) -> None:
    for row, answer in sorted(answers, key=lambda placed: _number(placed[0].get("sortorder"))):
        if owner := questions.get(row.get("qid", "")):
            owner[1].answers.append(answer)
    ordered = sorted([*parts.values()], key=lambda placed: _number(placed[0].get("question_order")))
    for row, part in ordered:
        if owner := questions.get(row.get("parent_qid", "")):
            owner[1].parts.append(part)
    for row, question in sorted(questions.values(), key=lambda placed: _number(placed[0].get("question_order"))):
        if owner := groups.get(row.get("gid", "")):
            owner[1].parts.append(question)
    lime.groups = [group for _, group in sorted(groups.values(), key=lambda p: _number(p[0].get("group_order")))]


def _number(text: str | None) -> int:
    return int(text) if text and re.fullmatch(r"\d{1,9}", text) else 0
