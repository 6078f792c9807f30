"""Reads a survey of Qualtrics (``.qsf``): blocks and their page breaks become pages, in the order of the flow."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from clew.surveys.exchange.building import Building, Document
from clew.surveys.exchange.carried import Carried, carry
from clew.surveys.exchange.qualtrics_files.qualtrics_conditions import logic_of, skip_of
from clew.surveys.exchange.qualtrics_files.qualtrics_questions import Questions
from clew.surveys.logic.expression import Expression, written

__all__ = ["read_qualtrics"]

DEEPEST = 10
_LEFT = {
    "EmbeddedData": "", "EndSurvey": "An early end of the survey is left out; write a jump to end.",
    "Authenticator": "Its authenticator is left out; personal links say who answers.",
    "WebService": "A call of a web service is left out.", "TableOfContents": "Its table of contents is left out.",
    "ReferenceSurvey": "A part of another survey is left out.", "QuotaCheck": "A check of a quota is left out.",
}  # fmt: skip


def read_qualtrics(document: Mapping[str, Any], name: str) -> Carried:
    """Return a survey of Qualtrics as ours, and what cannot be carried over."""
    entry = _dict(document.get("SurveyEntry"))
    elements = [one for one in _list(document.get("SurveyElements")) if isinstance(one, Mapping)]
    building = Building(language_of(entry.get("SurveyLanguage")))
    reading = _Reading(building, elements)
    pages = list(reading.flow(reading.flow_of(), None, 0))
    reading.skip(pages)
    building.lose("", "Its settings (look, who may answer, messages) are left out; they are set here by other means.")
    if any(one.get("Element") == "QG" for one in elements):
        building.lose("", "Quotas are left out; a survey stops at a quota by its settings here.")
    title = building.text({building.language: entry.get("SurveyName")})
    return carry(building.survey(name, title, pages), building.losses)


class _Reading:
    """Blocks by id and questions by theirs, and where each came to stand."""

    def __init__(self, building: Building, elements: list[Mapping[str, Any]]) -> None:
        self.building = building
        self.elements = elements
        self.blocks: dict[str, Mapping[str, Any]] = {}
        for one in elements:
            payload = one.get("Payload")
            if one.get("Element") == "BL":
                blocks = payload.values() if isinstance(payload, Mapping) else _list(payload)
                self.blocks |= {str(block.get("ID")): block for block in blocks if isinstance(block, Mapping)}
        given = [_dict(one.get("Payload")) for one in elements if one.get("Element") == "SQ"]
        self.questions = Questions(building, {str(one.get("QuestionID")): one for one in given}, language_of)
        self.skips: list[tuple[Document, str, Mapping[str, Any]]] = []
        self.page_of: dict[str, str] = {}
        self.after: dict[str, str] = {}

    def flow_of(self) -> list[Any]:
        """Return the flow; without one, the blocks in their order."""
        flows = [_dict(one.get("Payload")) for one in self.elements if one.get("Element") == "FL"]
        found = _list(flows[0].get("Flow")) if flows else []
        return found or [{"Type": "Block", "ID": name} for name in self.blocks]

    def flow(self, flow: Sequence[Any], shown: Expression | None, depth: int) -> Iterator[Document]:
        """Yield the pages of a flow, those in branches under the condition of the branch."""
        if depth >= DEEPEST:
            self.building.lose("", "A part of the survey flow is left out: it lies too deep.")
            return
        for part in flow:
            kind = str(_dict(part).get("Type"))
            if kind in {"Block", "Standard", "Default"}:
                yield from self.block(str(part.get("ID")), shown)
            elif kind in {"Group", "Root", "BlockRandomizer", "Branch"}:
                condition = shown
                if kind == "Branch":
                    own = logic_of(self.building, self.questions, part.get("BranchLogic"), "a branch")
                    condition = own if shown is None else shown
                    if own is not None and shown is not None:
                        self.building.lose("", "The condition of a branch within a branch is left out.")
                elif kind == "BlockRandomizer":
                    self.shuffled(part)
                yield from self.flow(_list(part.get("Flow")), condition, depth + 1)
            else:
                self.left_out(kind, _dict(part))

    def shuffled(self, part: Mapping[str, Any]) -> None:
        """Note that blocks stood in any order, or that some of them were drawn."""
        drawn, count = str(part.get("SubSet") or ""), len(_list(part.get("Flow")))
        if drawn.isdecimal() and drawn != str(count):
            said = f"Of {count} blocks each person was asked {drawn}, drawn by chance; here everybody is asked all."
            self.building.lose("", said)
        else:
            self.building.lose("", "The order of blocks is not shuffled here; they stand as in the file.")

    def left_out(self, kind: str, part: Mapping[str, Any]) -> None:
        for one in _list(part.get("EmbeddedData")):
            name, value = str(_dict(one).get("Field", "")), _dict(one).get("Value")
            self.building.field(name)
            if value not in (None, ""):
                self.building.lose(
                    "",
                    f"The flow set the field '{name}' to '{str(value)[:100]}'; here it must come with the participant.",
                )
        said = _LEFT.get(kind, f"'{kind}' in the survey flow is left out; it has no counterpart.")
        if said:
            self.building.lose("", said)

    def block(self, name: str, shown: Expression | None) -> Iterator[Document]:
        """Yield the pages of a block: it is cut where it breaks."""
        block = self.blocks.get(name, {})
        if block.get("Type") == "Trash":
            return
        title = str(block.get("Description") or name)
        if str(_dict(block.get("Options")).get("Looping")) != "None":
            self.building.lose(title, "The block was asked several times; here it is asked once.")
        if str(_dict(block.get("Options")).get("RandomizeQuestions") or "").lower() not in {"", "false"}:
            self.building.lose(title, "The order of its questions is not shuffled here.")
        page: Document = {"id": self.building.page(title), "questions": []}
        made = [page]
        for one in _list(block.get("BlockElements")):
            part = _dict(one)
            if part.get("Type") == "Page Break" and page["questions"]:
                page = {"id": self.building.page(title), "questions": []}
                made.append(page)
            elif part.get("Type") == "Question":
                self.ask(page, part, name)
        self.after[name] = ""
        for one in made:
            if one["questions"]:
                condition = {"show_if": written(shown)} if shown is not None else {}
                yield {"id": one["id"]} | condition | {key: value for key, value in one.items() if key != "id"}

    def ask(self, page: Document, part: Mapping[str, Any], block: str) -> None:
        qid = str(part.get("QuestionID"))
        self.page_of.setdefault(qid, page["id"])
        page["questions"] += list(self.questions.made(qid))
        for skip in _list(part.get("SkipLogic")):
            self.skips.append((page, block, _dict(skip)))

    def skip(self, pages: list[Document]) -> None:
        """Turn skips into jumps when their page is left; where a block ends is known now."""
        place = {page["id"]: page for page in pages}
        order = [page["id"] for page in pages]
        for page, block, given in self.skips:
            condition = skip_of(self.building, self.questions, given)
            to = self.target(str(given.get("SkipToDestination", "")), page["id"], block, order)
            if condition is None or page["id"] not in place:
                continue
            if not to:
                self.building.lose(page["id"], f"A skip to {given.get('SkipToDestination')} is left out.")
            else:
                place[page["id"]].setdefault("jumps", []).append({"to": to, "when": written(condition)})

    def target(self, destination: str, page: str, block: str, order: list[str]) -> str:
        if destination == "ENDOFSURVEY":
            return "end"
        if destination == "ENDOFBLOCK":
            own = {
                self.page_of.get(str(_dict(one).get("QuestionID")))
                for one in _list(self.blocks[block].get("BlockElements"))
            }
            later = [name for name in order[order.index(page) + 1 :] if name not in own] if page in order else []
            return later[0] if later else "end"
        found = self.page_of.get(destination, "")
        return found if found in order and page in order and order.index(found) > order.index(page) else ""


def language_of(code: Any) -> str:
    """Return one of their codes of languages as ours: EN, EN-GB, PT-BR.

    >>> language_of("EN"), language_of("PT-BR"), language_of(None)
    ('en', 'pt-BR', 'en')
    """
    match = re.fullmatch(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z0-9]{2,8}))?", str(code or ""))
    return "en" if match is None else match[1].lower() + (f"-{match[2]}" if match[2] else "")


def _dict(given: Any) -> Mapping[str, Any]:
    return given if isinstance(given, Mapping) else {}


def _list(given: Any) -> list[Any]:
    return given if isinstance(given, list) else []
