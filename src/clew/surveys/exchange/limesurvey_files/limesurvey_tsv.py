"""What LimeSurvey keeps of a survey, read from its tab-separated text (``.txt``)."""

from __future__ import annotations

import csv
import io

from clew.errors import UnreadableFileError
from clew.surveys.exchange.limesurvey_files.limesurvey_records import MORE, Lime, LimeQuestion, Said, say

__all__ = ["read_tsv"]

#: Rows that are counted, by what a structure file calls them.
_COUNTED = {"AS": "assessments", "QTA": "quota", "C": "conditions"}


def read_tsv(data: bytes, name: str) -> Lime:
    """Return the survey of a tab-separated structure file: one row a setting, group, question, part, answer.

    Raises:
        UnreadableFileError: no text in UTF-8, or without the columns of such a file.
    """
    try:
        text = data.decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter="\t"))
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnreadableFileError(f"{name} is no tab-separated structure file of LimeSurvey: {error}.") from error
    if not rows or not {"class", "type/scale", "name", "text"} <= set(rows[0]):
        raise UnreadableFileError(f"{name} has not the columns class, type/scale, name, text of LimeSurvey.")
    reading = _Tsv()
    for row in rows:
        reading.take({key: value for key, value in row.items() if isinstance(value, str) and key})
    return reading.lime


class _Tsv:
    """Rows in their order: what stands below a question belongs to it; a row again is another language."""

    def __init__(self) -> None:
        self.lime = Lime()
        self.groups: dict[str, LimeQuestion] = {}
        self.questions: dict[str, LimeQuestion] = {}
        self.group = LimeQuestion("")
        self.question = LimeQuestion("")

    def take(self, row: Said) -> None:
        match row.get("class", "").strip().upper():
            case "S":
                self.lime.settings[row.get("name", "")] = row.get("text", "")
                if row.get("name") == "language":
                    self.lime.language = row.get("text", "en")
            case "SL":
                said = self.lime.said.setdefault(row.get("name", "").removeprefix("surveyls_"), {})
                said[row.get("language") or self.lime.language] = row.get("text", "")
            case "G":
                key = row.get("type/scale") or row.get("name", "")
                made = self._made(row, "")
                self.group = self._known(self.groups, key, made, self.lime.groups, row, text="name", aid="text")
            case "Q":
                made = self._made(row, row.get("type/scale", ""))
                self.question = self._known(self.questions, made.code, made, self.group.parts, row)
                self._add_attributes(row)
                if row.get("default"):
                    self._count("defaultvalues")
            case counted if counted in _COUNTED:
                self._count(_COUNTED[counted])
            case "SQ" | "A" as kind:
                owner = self.question.parts if kind == "SQ" else self.question.answers
                made = self._made(row, "", scale=row.get("type/scale") or "0")
                known = {f"{one.scale}|{one.code}": one for one in owner}
                self._known(known, f"{made.scale}|{made.code}", made, owner, row)

    def _count(self, what: str) -> None:
        self.lime.lists[what] = self.lime.lists.get(what, 0) + 1

    def _made(self, row: Said, kind: str, scale: str = "0") -> LimeQuestion:
        return LimeQuestion(
            row.get("name", ""), kind, relevance=row.get("relevance", ""), scale=scale,
            mandatory=row.get("mandatory", "") == "Y", other=row.get("other") == "Y",
            more={column: row[column] for column in MORE if row.get(column)},
        )  # fmt: skip

    def _known(
        self, known: dict[str, LimeQuestion], key: str, made: LimeQuestion, owner: list[LimeQuestion], row: Said,
        text: str = "text", aid: str = "help",
    ) -> LimeQuestion:  # fmt: skip
        if key not in known:
            known[key] = made
            owner.append(made)
        say(known[key], row, (text, aid), row.get("language") or self.lime.language)
        return known[key]

    def _add_attributes(self, row: Said) -> None:
        for key, value in row.items():
            if key not in _COLUMNS and value:
                self.question.attributes.setdefault(key, {})[row.get("language", "")] = value


_COLUMNS = frozenset({
    "id", "related_id", "class", "type/scale", "name", "relevance", "text", "help", "language", "validation",
    "mandatory",
    "encrypted", "other", "default", "same_default", "same_script",
})  # fmt: skip
