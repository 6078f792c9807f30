"""Reads a survey of LimeSurvey: groups become pages, its types of questions ours."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from clew.surveys.exchange.building import Building, Document, as_scale, end_words, slug
from clew.surveys.exchange.carried import Carried, carry
from clew.surveys.exchange.limesurvey_files.limesurvey_conditions import Names, condition_of
from clew.surveys.exchange.limesurvey_files.limesurvey_losses import lose_of_group, lose_of_question, lose_of_survey
from clew.surveys.exchange.limesurvey_files.limesurvey_records import Lime, LimeQuestion, Said
from clew.surveys.exchange.plain import plain_text

__all__ = ["read_limesurvey"]

#: Columns of types whose answers are always the same, in the order of the form.
FIXED = {
    "C": (("Y", "Yes"), ("U", "Uncertain"), ("N", "No")),
    "E": (("I", "Increase"), ("S", "Same"), ("D", "Decrease")),
    "Y": (("Y", "Yes"), ("N", "No")),
    "G": (("F", "Female"), ("M", "Male")),
}
TYPES = {
    "1": "arrays with two scales", ":": "arrays of numbers", ";": "arrays of texts", "|": "uploads of files",
    "*": "equations", "I": "the choice of the language",
}  # fmt: skip
_PUT_IN = re.compile(r"\{([A-Za-z][\w:.]*)\}")
_LEFT_IN = re.compile(r"(?<!\{)\{[^\s{}][^{}]*\}(?!\})")
#: So many points have types A and B.
POINTS = {"A": 5, "B": 10}


def read_limesurvey(lime: Lime, name: str) -> Carried:
    """Return a survey of LimeSurvey as ours, and what cannot be carried over."""
    building = Building(_language(lime.language))
    reading = _Reading(building, Names(lime.names))
    pages = [page for group in lime.groups for page in reading.pages(group, lime.settings.get("format", "G"))]
    welcome = reading.text(lime.said.get("welcometext", {}))
    if welcome:
        first = {"id": building.name("welcome"), "type": "statement", "text": welcome}
        pages.insert(0, {"id": building.page("welcome"), "questions": [first]})
    if lime.settings.get("format") == "A" and pages:
        building.lose("", "All questions stood on one page; here each group has its own.")
    lose_of_survey(building, lime)
    title, thanks = reading.text(lime.said.get("title", {})), reading.text(lime.said.get("endtext", {}))
    return carry(building.survey(name, title, pages, thanks), building.losses)


class _Reading:
    """Groups and questions in their order."""

    def __init__(self, building: Building, names: Names) -> None:
        self.building = building
        self.names = names

    def pages(self, group: LimeQuestion, form: str) -> Iterator[Document]:
        """Yield the page of a group, or one a question where the survey asks so."""
        title = next(iter(group.text.values()), group.code)
        lose_of_group(self.building, group, plain_text(title))
        shown = condition_of(self.building, self.names, group.relevance, plain_text(title))
        questions = []
        if description := self.text(group.help):
            name = self.building.name(f"about_{slug(group.group or plain_text(title), prefix='')}"[:40])
            questions.append({"id": name, "type": "statement", "text": description})
        questions += [found for question in group.parts for found in self.question(question)]
        heading = {"title": self.text(group.text)} if group.text else {}
        condition = {"show_if": shown} if shown else {}
        for at, part in enumerate([[one] for one in questions] if form == "S" else [questions]):
            if part:
                name = self.building.page(part[0]["id"] if form == "S" else plain_text(title)[:40] or f"page{at}")
                yield {"id": name} | heading | condition | {"questions": part}

    def question(self, given: LimeQuestion) -> Iterator[Document]:
        if given.kind in TYPES or given.kind not in self.makers:
            what = TYPES.get(given.kind, f"questions of the type '{given.kind}'")
            self.building.lose(given.code, f"It is left out: {what} have no counterpart.")
            return
        if self.value(given, "hidden") == "1":
            self.building.lose(given.code, "It is left out: it was hidden.")
            return
        lose_of_question(self.building, given)
        shown = condition_of(self.building, self.names, given.relevance, given.code)
        for found in self.makers[given.kind](self, given):
            yield found | ({"show_if": shown} if shown else {})

    def basis(self, given: LimeQuestion, kind: str, code: str = "", text: Said | None = None) -> Document:
        found = {
            "id": self.building.name(code or given.code),
            "type": kind,
            "text": self.text(text or given.text) or given.code,
        }
        more = {"help": self.text(given.help), "required": given.mandatory and kind != "statement"}
        return found | {key: value for key, value in more.items() if value}

    def single(self, given: LimeQuestion) -> Iterator[Document]:
        """A list; one that counts up is a scale, whose ends keep their words."""
        answers, scale = self.scale(given)
        if given.kind == "O":
            self.building.lose(
                given.code, "Its field for a comment is left out; ask for words in a question of its own."
            )
        if scale and not given.other:
            found = self.basis(given, "rating")
            ends = {"low": self.end(answers[0]), "high": self.end(answers[-1])}
            made = self.building.scaled(found, scale[0], scale[1], ends)
            values = {answer.code: scale[0] + at for at, answer in enumerate(answers)}
            self.names.add(given.code, made, values=values)
            yield made
            return
        found = self.basis(given, "single") | {"options": self.options(given, given.answers)} | self.other(given)
        yield self.known(given, found | self.shuffled(given))

    def scale(self, given: LimeQuestion) -> tuple[list[LimeQuestion], tuple[int, int, str, str] | None]:
        """The answers from the lowest point, and the scale that they are; None where they are none."""
        texts = [plain_text(next(iter(answer.text.values()), answer.code)) for answer in given.answers]
        if found := as_scale(texts):
            return given.answers, found
        if found := as_scale(texts[::-1]):
            self.building.lose(given.code, "Its points stood from high to low; here they stand from low to high.")
            return given.answers[::-1], found
        return given.answers, None

    def end(self, answer: LimeQuestion) -> Any:
        """The words of an end of a scale, without its number."""
        return self.text({language: end_words(plain_text(text)) for language, text in answer.text.items()})

    def fixed(self, given: LimeQuestion) -> Iterator[Document]:
        options = [{"id": code, "text": text} for code, text in FIXED[given.kind]]
        self.building.lose(given.code, "The words of its answers come from LimeSurvey, in English; translate them.")
        yield self.known(given, self.basis(given, "single") | {"options": options})

    def five(self, given: LimeQuestion) -> Iterator[Document]:
        made = self.building.scaled(self.basis(given, "rating"), 1, 5)
        self.names.add(given.code, made)
        yield made

    def multiple(self, given: LimeQuestion) -> Iterator[Document]:
        if given.kind == "P":
            self.building.lose(given.code, "Its comments are left out; ask for words in a question of its own.")
        alone = set(self.value(given, "exclude_all_others").replace(",", ";").split(";"))
        options = self.options(given, given.parts)
        for option, part in zip(options, (one for one in given.parts if one.scale == "0"), strict=False):
            option.update({"exclusive": True} if part.code in alone else {})
        bounds = {"at_least": self.number(given, "min_answers"), "at_most": self.number(given, "max_answers")}
        found = (
            self.basis(given, "multiple")
            | {"options": options}
            | {key: value for key, value in bounds.items() if value}
        )
        yield self.known(given, found | self.other(given) | self.shuffled(given))

    def ranking(self, given: LimeQuestion) -> Iterator[Document]:
        most = self.number(given, "max_answers")
        found = self.basis(given, "ranking") | {"options": self.options(given, given.answers or given.parts)}
        yield self.known(given, found | ({"at_most": most} if most else {}) | self.shuffled(given))

    def words(self, given: LimeQuestion) -> Iterator[Document]:
        if given.kind in {"N", "D"}:
            what = "numbers" if given.kind == "N" else "dates"
            self.building.lose(given.code, f"It took {what} only; here it takes any words.")
        kind, most = ("short_text", 1000) if given.kind in {"S", "N", "D"} else ("long_text", 10_000)
        length = min(self.number(given, "maximum_chars"), most)
        yield self.known(given, self.basis(given, kind) | ({"max_length": length} if length else {}))

    def several_words(self, given: LimeQuestion) -> Iterator[Document]:
        """Several fields become several questions, each with the words of all before its own."""
        if given.kind == "K":
            self.building.lose(given.code, "It took numbers only; here it takes any words.")
        for part in given.parts:
            text = {language: f"{given.text.get(language, '')} {said}" for language, said in part.text.items()}
            found = self.basis(given, "short_text", f"{given.code}_{part.code}", text)
            self.names.add(f"{given.code}_{part.code}", found)
            yield found

    def matrix(self, given: LimeQuestion) -> Iterator[Document]:
        rows = [{"id": one["id"], "text": one["text"]} for one in self.options(given, given.parts)]
        found = self.basis(given, "matrix") | {"rows": rows} | ({"randomise": True} if self.shuffled(given) else {})
        if given.kind in POINTS:
            yield self.known(given, found | {"min": 1, "max": POINTS[given.kind]})
            return
        if given.kind in FIXED:
            self.building.lose(given.code, "The words of its answers come from LimeSurvey, in English; translate them.")
            columns = [{"id": code, "text": text} for code, text in FIXED[given.kind]]
            yield self.known(given, found | {"columns": columns})
            return
        answers, scale = self.scale(given)
        if scale:
            ends = {"low": self.end(answers[0]), "high": self.end(answers[-1])}
            made = found | {"min": scale[0], "max": scale[1]} | {key: value for key, value in ends.items() if value}
            values = {answer.code: scale[0] + at for at, answer in enumerate(answers)}
            self.names.add(given.code, made, values=values)
            yield made
        else:
            yield self.known(given, found | {"columns": self.options(given, given.answers)})

    def statement(self, given: LimeQuestion) -> Iterator[Document]:
        yield self.basis(given, "statement")

    makers: Mapping[str, Callable[[_Reading, LimeQuestion], Iterator[Document]]] = {
        "L": single, "!": single, "O": single, "Y": fixed, "G": fixed, "5": five, "M": multiple, "P": multiple,
        "R": ranking,
        "S": words, "N": words, "D": words, "T": words, "U": words, "K": several_words, "Q": several_words, "A": matrix,
        "B": matrix, "C": matrix, "E": matrix, "F": matrix, "H": matrix, "X": statement,
    }  # fmt: skip

    def known(self, given: LimeQuestion, found: Document) -> Document:
        self.names.add(given.code, found)
        return found

    def options(self, given: LimeQuestion, parts: list[LimeQuestion]) -> list[Document]:
        if {part.scale for part in parts} - {"0"}:
            self.building.lose(given.code, "Its second scale is left out.")
        kept = [part for part in parts if part.scale == "0"]
        if not kept:
            self.building.lose(given.code, "It has no answers; write them here.")
        return self.building.options([(one.code, self.text(one.text)) for one in kept], given.code) or [
            {"id": "x", "text": "…"}
        ]

    def other(self, given: LimeQuestion) -> Document:
        if not given.other:
            return {}
        return {"other": self.text(given.attributes.get("other_replace_text", {})) or True}

    def shuffled(self, given: LimeQuestion) -> Document:
        keys = ("random_order", "answer_order", "subquestion_order")
        return {"randomise": True} if any(self.value(given, key) in {"1", "random"} for key in keys) else {}

    def value(self, given: LimeQuestion, key: str) -> str:
        return next(iter(given.attributes.get(key, {}).values()), "")

    def number(self, given: LimeQuestion, key: str) -> int:
        text = self.value(given, key)
        if text and not text.isdecimal():
            self.building.lose(given.code, f"'{key}' is left out: it is no plain number.")
        return int(text) if text.isdecimal() and len(text) < 6 else 0  # noqa: PLR2004 - no form has more

    def text(self, said: Said) -> Any:
        return self.building.text({_language(language): text for language, text in said.items()}, self.put_in)

    def put_in(self, text: str) -> str:
        """Answers and fields of the participant put into a text; other braces stay as they are, and are noted."""
        said = _PUT_IN.sub(self._put, text)
        for left in _LEFT_IN.findall(said):
            self.building.lose("", f"'{left[:100]}' in a text stands as it is: write here what is to be put in.")
        return said

    def _put(self, match: re.Match[str]) -> str:
        name = match[1].removesuffix(".shown").removesuffix(".NAOK")
        if name.startswith("TOKEN:"):
            return f"{{{{customer.{self.building.field(slug(name[6:], prefix='f').lower())}}}}}"
        name = name.removeprefix("INSERTANS:")
        known = self.names.by_code.get(self.names.numbered.get(name, name))
        return f"{{{{answer.{known.question['id']}}}}}" if known else match[0]


def _language(code: str) -> str:
    first, _, rest = code.partition("-")
    return first.lower() if not rest or not re.fullmatch(r"[A-Za-z0-9]{2,8}", rest) else f"{first.lower()}-{rest}"
