"""Writes a survey as SurveyJS (JSON)."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from typing import Any as AnyValue

from clew.surveys.exchange.carried import Loss
from clew.surveys.exchange.surveyjs_files.places import with_lists
from clew.surveys.exchange.surveyjs_files.surveyjs_conditions import expression_text
from clew.surveys.exchange.surveyjs_files.ways import Ways
from clew.surveys.files.file import survey_document
from clew.surveys.logic.expression import Expression
from clew.surveys.logic.parse import parse_condition
from clew.surveys.model.questions import FEELINGS, Ranking, Scale, option_ids, scale_of
from clew.surveys.model.survey import Page, Survey
from clew.surveys.model.texts import Pipe, Text, pieces, versions
from clew.surveys.model.words import WORDS

__all__ = ["write_surveyjs"]

Document = dict[str, AnyValue]
_ENTANGLED = "The jumps that lead past it are left out: there are too many of them for one condition."
_TYPES = {
    "nps": "rating", "csat": "rating", "ces": "rating", "stars": "rating", "rating": "rating", "single": "radiogroup",
    "multiple": "checkbox", "ranking": "ranking", "matrix": "matrix", "short_text": "text", "long_text": "comment",
    "feeling": "radiogroup", "statement": "html",
}  # fmt: skip
#: What SurveyJS has no place for, by key.
_LOST = {
    "not_applicable": "'does not apply' is left out: SurveyJS has no such answer for it.",
    "instrument": "its instrument is left out.",
    "touchpoint": "its touchpoint is left out.",
}


def write_surveyjs(survey: Survey) -> tuple[Document, list[Loss]]:
    """Return the survey as SurveyJS reads it, and what cannot be carried over."""
    writing = _Writing(survey)
    return writing.document(), writing.losses


class _Writing:
    """One survey on its way out."""

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self.ways = Ways(survey)
        self.rankings = {one.id: option_ids(one) for one in survey.questions if isinstance(one, Ranking)}
        self.losses = [Loss(name, _ENTANGLED) for name in self.ways.entangled]

    def document(self) -> Document:
        survey = self.survey
        for key in ("id", "program", "instrument", "draft", "fields"):
            if value := getattr(survey, key):
                shown = ", ".join(value) if isinstance(value, tuple) else value
                self.losses.append(Loss("", f"'{key}' ({shown}) is left out; SurveyJS has no place for it."))
        pages = [self.page(at, page) for at, page in enumerate(survey.pages)]
        found = {"title": self.text(survey.title), "locale": survey.language, "pages": pages}
        return found | ({"completedHtml": self.text(survey.thanks, html.escape)} if survey.thanks is not None else {})

    def page(self, at: int, page: Page) -> Document:
        written = survey_document(self.survey)["pages"][at]["questions"]
        elements = [
            self.question(given, scale_of(question)) for given, question in zip(written, page.questions, strict=True)
        ]
        found: Document = {"name": page.id, "elements": elements}
        if page.title is not None:
            found["title"] = self.text(page.title)
        return found | ({"visibleIf": self.condition(shown)} if (shown := self.ways.shown[at]) is not None else {})

    def condition(self, expression: Expression) -> str:
        return expression_text(with_lists(expression, self.rankings))

    def question(self, given: Document, scale: Scale | None) -> Document:
        name, kind = given["id"], given["type"]
        found: Document = {"type": _TYPES[kind], "name": name}
        if kind == "statement":
            found["html"] = self.text(given["text"], html.escape)
        else:
            found["title"] = self.text(given["text"])
        for key, theirs in (("required", "isRequired"), ("max_length", "maxLength")):
            found |= {theirs: given[key]} if key in given else {}
        found |= {"description": self.text(given["help"])} if "help" in given and kind != "statement" else {}
        found |= {"visibleIf": self.condition(parse_condition(given["show_if"]))} if "show_if" in given else {}
        self.losses += [Loss(name, said) for key, said in _LOST.items() if key in given]
        self.losses += _other_there(name, given)
        if kind == "matrix":
            return found | self.matrix(given, scale)
        return found | (self.rating(given, scale) if scale else self.choices(given))

    def rating(self, given: Document, scale: Scale) -> Document:
        found: Document = {"rateMin": scale.min, "rateMax": scale.max}
        for key, theirs in (("low", "minRateDescription"), ("high", "maxRateDescription")):
            found |= {theirs: self.text(given[key])} if key in given else {}
        return found | ({"rateType": "stars"} if given["type"] == "stars" else {})

    def choices(self, given: Document) -> Document:
        if given["type"] == "feeling":
            words = {
                name: {lang: WORDS[name].get(lang, WORDS[name]["en"]) for lang in self.survey.languages}
                for name in FEELINGS
            }
            return {"choices": [{"value": name, "text": self.text(text)} for name, text in words.items()]}
        if "options" not in given:
            return {}
        found: Document = {"choices": self.parts(given["options"], given["id"])}
        if other := given.get("other"):
            found |= {"showOtherItem": True} | ({} if other is True else {"otherText": self.text(other)})
        bounds = {"at_least": "minSelectedChoices", "at_most": "maxSelectedChoices"}
        found |= {theirs: given[key] for key, theirs in bounds.items() if key in given}
        found |= {"selectToRankEnabled": True} if given["type"] == "ranking" and "at_most" in given else {}
        return found | ({"choicesOrder": "random"} if given.get("randomise") else {})

    def matrix(self, given: Document, scale: Scale | None) -> Document:
        columns: list[AnyValue] = (
            list(range(scale.min, scale.max + 1)) if scale else self.parts(given["columns"], given["id"])
        )
        if "low" in given or "high" in given:
            self.losses.append(
                Loss(given["id"], "The words at the ends of its scale are left out: a matrix has none there.")
            )
        found: Document = {"rows": self.parts(given["rows"], given["id"]), "columns": columns}
        found |= {"rowsOrder": "random"} if given.get("randomise") else {}
        return found | ({"isAllRowRequired": True} if given.get("required") else {})

    def parts(self, given: list[Document], name: str) -> list[Document]:
        for part in given:
            for key in ("exclusive", "fixed", "touchpoint"):
                if key in part:
                    self.losses.append(
                        Loss(name, f"'{key}' of '{part['id']}' is left out; SurveyJS has no place for it.")
                    )
        return [{"value": part["id"], "text": self.text(part["text"])} for part in given]

    def text(self, text: Text, made: Callable[[str], str] = str) -> AnyValue:
        """A text by language, the default one under ``default``; answers are put in their way."""
        said = {language: made(self.put_in(one)) for language, one in versions(text, self.survey.language).items()}
        if set(said) == {self.survey.language}:
            return said[self.survey.language]
        return {"default" if language == self.survey.language else language: one for language, one in said.items()}

    def put_in(self, text: str) -> str:
        for piece in pieces(text):
            if isinstance(piece, Pipe) and (piece.source == "customer" or piece.otherwise):
                said = f"'{piece.source}.{piece.name}' is put into a text; there a variable of that name must be set."
                self.losses.append(Loss("", said))
        return "".join(piece if isinstance(piece, str) else _braced(piece) for piece in pieces(text))


def _other_there(name: str, given: Document) -> Iterator[Loss]:
    """Yield what a question is there that it is not here."""
    kind = given["type"]
    if kind in {"csat", "ces"}:
        yield Loss(name, f"That it measures {kind} is left out: it is a rating there.")
    if given.get("measures", "rating") != "rating":
        yield Loss(name, f"That its rows measure {given['measures']} is left out: they are ratings there.")
    if kind == "feeling":
        yield Loss(name, "That it asks for a feeling is left out: there it is a choice of eight words.")
    if kind == "statement" and "help" in given:
        yield Loss(name, "Its help is left out: a text that asks nothing has none there.")


def _braced(pipe: Pipe) -> str:
    return f"{{{pipe.name}}}" if pipe.source == "answer" else f"{{customer.{pipe.name}}}"
