"""Responses of LimeSurvey as CSV: question codes or full question texts as the header."""

from __future__ import annotations

import re
from pathlib import Path

from clew.importers.presets.preset import Block, Form, Preset
from clew.importers.presets.questions import PROGRAM, Question, add_questions
from clew.importers.suggest.draft import Draft
from clew.importers.suggest.words import plain_name

__all__ = ["LIMESURVEY"]

RESPONSE = "id|Response ID"
SUBMITTED = "submitdate|Date submitted"
LAST_ACTION = "datestamp|Date last action"
TOKEN = "token|Access code|Token"  # noqa: S105 - the name of a column
#: What LimeSurvey writes of a response beside its answers.
OWN = (
    "id|response id|submitdate|date submitted|lastpage|last page|startlanguage|start language|seed|token|access code|"
    "startdate|date started|datestamp|date last action|ipaddr|ip address|refurl|referrer url|interviewtime|total time|"
    "firstname|first name|lastname|last name|email|email address|quota exit"
)
#: Times of pages and questions.
TIMES = re.compile(r"(group ?time|question ?time)|time$|^(group|question) time:")
#: "Q3[SQ001]", "Q3 [Price]": a part of a question.
PART = re.compile(r"(?P<question>.+?)\s*\[(?P<part>[^\[\]]+)\]\s*\.?")
CODE = re.compile(r"[A-Z]{1,4}\d{1,4}|other|comment", re.IGNORECASE)
#: Without date stamps LimeSurvey writes its own beginning of time.
NO_TIME = "1980-01-01 00:00:00"


def limesurvey(form: Form) -> list[Draft]:
    """Return the blocks: answers of those who finished, and of those who did not."""
    name = _survey(form)
    blocks = [_answers(form, name, "answers of those who sent it off", SUBMITTED, complete=True)]
    if form.has(LAST_ACTION):
        blocks.append(_answers(form, name, "answers of those who broke off", LAST_ACTION, complete=False))
    return [block.draft for block in blocks]


def _answers(form: Form, name: str, why: str, time: str, *, complete: bool) -> Block:
    """The answers of one sort of response."""
    block = Block(form, "feedback", why)
    block.key(f"={name}", RESPONSE, why="numbers begin anew in each survey, so the survey stands before")
    block.put("", "where", {form.column(SUBMITTED): {"not": ""} if complete else ""}, "submitted or not")
    block.read(answered_at=time, language="startlanguage|Start language", invitation_id=TOKEN)
    block.read(asked_at="startdate|Date started")
    customer = form.sheet.best("customer")
    if customer:
        block.put("columns", "customer_id", customer.column.name, customer.why, customer.sure)
    if not form.has(TOKEN):
        block.put(
            "columns", "invitation_id", [f"={name}", form.column(RESPONSE)], "keeps the answers of one row together"
        )
    block.say(instrument=name).put("constants", "complete", complete)
    block.put("missing", "answered_at", [NO_TIME], "what LimeSurvey writes where a survey has no date stamps")
    block.put("missing", "asked_at", [NO_TIME] if form.has("startdate|Date started") else [])
    block.note(PROGRAM)
    left = add_questions(block, _questions(form), measured={})
    if left:
        block.draft.last.append(f"Left out: {', '.join(f'{column} ({reason})' for column, reason in left.items())}.")
    return block


def _questions(form: Form) -> dict[str, Question]:
    """The columns that hold answers, with the question's words and the part of it that is asked about."""
    own = set(OWN.split("|"))
    customer = form.sheet.best("customer")
    found: dict[str, Question] = {}
    for column in form.source.columns:
        plain = plain_name(column)
        if (
            plain in own
            or TIMES.search(plain)
            or plain.startswith("attribute ")
            or (customer and customer.column.name == column)
        ):
            continue
        part = PART.fullmatch(column)
        told = part["part"] if part and not CODE.fullmatch(part["part"]) else ""
        found[column] = (column, told)
    return found


def _survey(form: Form) -> str:
    """The survey's number in the file's name, else that name."""
    stem = Path(form.source.path.name.removesuffix(".gz")).stem
    number = re.search(r"survey[-_ ]?(\d+)", stem)
    return f"survey{number[1]}" if number else stem


LIMESURVEY = Preset(
    name="limesurvey",
    title="LimeSurvey responses (CSV)",
    signs=(RESPONSE, SUBMITTED, "lastpage|Last page", "startlanguage|Start language"),
    blocks=limesurvey,
    formats=("csv", "xlsx"),
    keep={"email": "email|Email address"},
    drop=("ipaddr|IP address", "refurl|Referrer URL", "firstname|First name", "lastname|Last name"),
)
