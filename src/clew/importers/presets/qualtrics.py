"""Responses of Qualtrics as CSV or XLSX: three header rows (names, question texts, import ids)."""

from __future__ import annotations

import json
import re
from pathlib import Path

from clew.importers.presets.preset import Block, Form, Header, Preset
from clew.importers.presets.questions import PROGRAM, Question, add_questions
from clew.importers.suggest.draft import Draft
from clew.importers.suggest.words import plain_name

__all__ = ["QUALTRICS"]

#: Columns of a response itself, by import id.
OWN = frozenset(
    [
        "startDate",
        "endDate",
        "status",
        "ipAddress",
        "progress",
        "duration",
        "finished",
        "recordedDate",
        "_recordId",
        "recipientLastName",
        "recipientFirstName",
        "recipientEmail",
        "externalDataReference",
        "locationLatitude",
        "locationLongitude",
        "distributionChannel",
        "userLanguage",
    ]
)
OWN_NAMES = (
    "start date|end date|status|ip address|progress|duration in seconds|finished|recorded date|response id|"
    "recipient last name|recipient first name|recipient email|external reference|external data reference|"
    "location latitude|location longitude|distribution channel|user language"
)
#: Previews, tests and spam are no answers: as words, and as the numbers that the export has without choice texts.
NO_ANSWERS = ["Survey Preview", "Survey Test", "Spam", "Survey Preview Spam", "1", "2", "8", "9"]
GROUP = re.compile(r"(?P<question>.+)_NPS_GROUP$", re.IGNORECASE)
TIMING = re.compile(
    r"_(FIRST_CLICK|LAST_CLICK|PAGE_SUBMIT|CLICK_COUNT)$|_(First|Last) Click$|_(Page Submit|Click Count)$"
)
QUESTION = re.compile(r"^Q(ID)?\d", re.IGNORECASE)


def qualtrics(form: Form) -> list[Draft]:
    """Return the block of the answers."""
    block = Block(form, "feedback", "it has three header rows: names, question texts, import ids")
    block.key("ResponseId", why="never repeats, in no survey")
    block.put(
        "", "where", {column: {"not": NO_ANSWERS}} if (column := form.column("Status")) else {}, "no previews, no spam"
    )
    block.read(answered_at="RecordedDate|EndDate", complete="Finished", language="UserLanguage")
    block.read(channel="DistributionChannel", invitation_id="ResponseId")
    _add_customer(block)
    block.put("values", "language", _languages(form), "ISO 639-1, in small letters")
    block.put("dates", "zone", _zone(form), "the third header row says so")
    block.say(instrument=Path(form.source.path.name.removesuffix(".gz")).stem)
    grouped = {match["question"] for column in form.source.columns if (match := GROUP.match(column))}
    block.note(PROGRAM)
    left = add_questions(block, _questions(form), measured=dict.fromkeys(grouped, "nps"))
    embedded = [column for column in form.source.columns if _is_embedded(form, column)]
    block.keep(
        [column for column in embedded if form.sheet.by_name(column).is_category], "embedded data with few values"
    )
    if left:
        block.draft.last.append(f"Left out: {', '.join(f'{column} ({reason})' for column, reason in left.items())}.")
    return [block.draft]


def _add_customer(block: Block) -> None:
    """Who answered: the reference that was given with the invitation, or a customer number in the embedded data."""
    reference = block.form.column("ExternalReference|ExternalDataReference")
    if reference and block.form.sheet.by_name(reference).filled:
        block.put("columns", "customer_id", reference, "the reference given with the invitation", 0.8)
    elif customer := block.form.sheet.best("customer"):
        block.put("columns", "customer_id", customer.column.name, customer.why, customer.sure)


def _questions(form: Form) -> dict[str, Question]:
    """The columns that hold answers; of a matrix, the row is what is asked about."""
    found: dict[str, Question] = {}
    for column in form.source.columns:
        if _is_question(form, column):
            text = " ".join(form.source.texts.get(column, "").split())
            found[column] = (text, text.rpartition(" - ")[2] if " - " in text else "")
    return found


def _is_question(form: Header, column: str) -> bool:
    """Whether a column holds answers: its import id is a question's, or without ids its name is."""
    if GROUP.match(column) or TIMING.search(column):
        return False
    given = _import_id(form, column).get("ImportId", "")
    return given.startswith("QID") if given else bool(QUESTION.match(column))


def _is_embedded(form: Header, column: str) -> bool:
    """Whether a column is embedded data: neither the response's own nor a question's."""
    own = plain_name(column) in OWN_NAMES.split("|") or _import_id(form, column).get("ImportId") in OWN
    asked = _is_question(form, column) or GROUP.match(column) or TIMING.search(column)
    return not own and not asked


def _import_id(form: Header, column: str) -> dict[str, str]:
    try:
        found = json.loads(form.source.import_ids.get(column, "{}"))
    except json.JSONDecodeError:
        return {}
    return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}


def _zone(form: Form) -> str:
    """The zone of the times, where the import ids name one (Z is UTC)."""
    named = (_import_id(form, column).get("timeZone", "") for column in form.source.columns)
    zone = next((zone for zone in named if zone), "")
    return {"Z": "UTC"}.get(zone, zone)


def _languages(form: Form) -> dict[str, str]:
    """Qualtrics' codes of languages as ISO 639-1: EN, EN-GB, PT-BR."""
    seen = form.values("UserLanguage")
    return {code: code[:2].lower() for code in seen if re.fullmatch(r"[A-Z]{2}([-_][A-Z]{2})?", code)}


def _has_three_rows(header: Header) -> bool:
    return bool(header.source.import_ids)


QUALTRICS = Preset(
    name="qualtrics",
    title="Qualtrics responses (three header rows)",
    signs=("ResponseId|Response ID", "RecordedDate|EndDate|Recorded Date", "Finished|Progress"),
    blocks=qualtrics,
    formats=("csv", "xlsx"),
    keep={"email": "RecipientEmail"},
    drop=("IPAddress", "RecipientLastName", "RecipientFirstName", "LocationLatitude", "LocationLongitude"),
    is_like=lambda header: _has_three_rows(header) or header.has("DistributionChannel", "UserLanguage"),
)
