"""Reads a survey of SurveyJS (JSON)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from clew.surveys.exchange.building import Building, Document, as_scale
from clew.surveys.exchange.carried import Carried, carry
from clew.surveys.exchange.surveyjs_files.surveyjs_conditions import condition_of
from clew.surveys.exchange.surveyjs_files.surveyjs_known import KNOWN, LOOK, OF_ITEM, OF_PANEL
from clew.surveys.exchange.surveyjs_files.surveyjs_points import language_of, points_of, whole
from clew.surveys.model.texts import LONGEST_TEXT

__all__ = ["read_surveyjs"]

DEEPEST = 10
#: Letters of one line.
LINE = 1000
_PUT_IN = re.compile(r"\{([^{}\s][^{}]*)\}")


def read_surveyjs(document: Mapping[str, Any], name: str) -> Carried:
    """Return a SurveyJS survey as ours, and what cannot be carried over. ``name`` is used where it has no title."""
    building = Building(language_of(document.get("locale")))
    reading = _Reading(building)
    pages = document.get("pages") or [
        {"name": "page1", "elements": document.get("elements") or document.get("questions")}
    ]
    made = [found for page in _dicts(pages) for found in reading.page(page)]
    reading.triggers(document.get("triggers"), made)
    for key in document:
        if key not in {"title", "locale", "pages", "elements", "questions", "completedHtml", "triggers"}:
            said = "how it looks or runs is set here by other means." if key in LOOK else "it has no counterpart."
            building.lose("", f"'{key}' is left out: {said}")
    title = building.text(reading.said(document.get("title")))
    thanks = building.text(reading.said(document.get("completedHtml")), reading.put_in)
    return carry(building.survey(name, title, made, thanks), building.losses)


class _Reading:
    """Pages and questions, in the order of the file: a condition finds those before it by name."""

    def __init__(self, building: Building) -> None:
        self.building = building

    def page(self, page: Mapping[str, Any]) -> Iterator[Document]:
        """Yield our page; none where nothing of it can be asked here."""
        name = str(page.get("name") or "page")
        questions = list(self.elements(page.get("elements") or page.get("questions"), ""))
        self.left_out(page, name, {"name", "title", "elements", "questions", "visibleIf"})
        if questions:
            found = {"id": self.building.page(name), "title": self.text(page.get("title"))}
            condition = {"show_if": condition_of(self.building, page.get("visibleIf"), name)}
            yield {key: value for key, value in (found | condition).items() if value} | {"questions": questions}

    def elements(self, elements: Any, condition: str, depth: int = 0) -> Iterator[Document]:
        """Yield the questions, those in panels too: a panel's condition is that of each question in it."""
        for element in _dicts(elements):
            name, kind = str(element.get("name") or "question"), str(element.get("type") or "text")
            shown = condition_of(self.building, element.get("visibleIf"), name)
            both = " and ".join(f"({part})" if condition and shown else part for part in (condition, shown) if part)
            if kind == "panel":
                self.left_out(element, name, OF_PANEL)
                if element.get("title"):
                    self.building.lose(name, "The heading of the panel is left out; its questions are kept.")
                if depth >= DEEPEST:
                    self.building.lose(name, "What stands in it is left out: it lies too deep.")
                    continue
                yield from self.elements(element.get("elements"), both, depth + 1)
                continue
            for question in self.question(element, kind, name):
                yield question | ({"show_if": both} if both else {})

    def question(self, element: Mapping[str, Any], kind: str, name: str) -> Iterator[Document]:
        """Yield our question, or several; none, with a sentence, where we have no such type."""
        if kind == "multipletext":
            self.left_out(element, name, KNOWN)
            yield from self.several_words(element, name)
            return
        make = self.makers.get(kind)
        if make is None or (kind == "matrix" and element.get("cellType") == "checkbox"):
            self.building.lose(name, f"Questions of the type '{kind}' are not asked here; it is left out.")
            return
        self.left_out(element, name, KNOWN)
        found = make(self, self.basis(element, name, ""), element)
        if found["type"] == "matrix" and not found["rows"]:
            self.building.lose(name, "It has no rows; it is left out.")
            return
        self.building.kinds[name] = found
        yield found

    def several_words(self, element: Mapping[str, Any], name: str) -> Iterator[Document]:
        """Several fields become several questions, each with the words of all before its own."""
        whole = self.said(element.get("title"))
        for item in _dicts(element.get("items")):
            called = f"{name}.{item.get('name')}"
            self.left_out(item, called, OF_ITEM)
            own = self.said(item.get("title") or item.get("name"))
            text = {code: f"{whole.get(code) or ''} {said}".strip() for code, said in own.items()}
            required = item.get("isRequired") or element.get("isRequired")
            of_all = {"description": element.get("description"), "isRequired": required}
            found = self.basis({**item, "title": text, **of_all}, called, "")
            self.building.kinds[called] = self.short(found, item)
            yield self.building.kinds[called]

    def basis(self, element: Mapping[str, Any], name: str, kind: str) -> Document:
        title = self.text(element.get("title")) or name.rpartition(".")[2]
        found = {
            "id": self.building.name(name),
            "type": kind,
            "text": title,
            "help": self.text(element.get("description")),
        }
        required = {"required": bool(element.get("isRequired")) and str(element.get("type")) != "html"}
        return {key: value for key, value in (found | required).items() if value}

    def rating(self, found: Document, element: Mapping[str, Any]) -> Document:
        low, high = (self.text(element.get(f"{end}RateDescription")) for end in ("min", "max"))
        values = element.get("rateValues")
        if values:
            pairs = self.pairs(values)
            scale = as_scale([value for value, _ in pairs])
            if scale is None and (scale := as_scale([value for value, _ in pairs[::-1]])):
                said = "Its points stood from high to low; here they stand from low to high."
                self.building.lose(found["id"], said)
            if scale is None:
                return self.single(found, {**element, "choices": values})
            if any(text not in ("", value) for value, text in pairs):
                self.building.lose(
                    found["id"], "Words at single points of the scale are left out; its ends keep theirs."
                )
            bounds = scale[0], scale[1]
        else:
            bounds = points_of(element)
        if element.get("rateType", element.get("rateDisplayMode")) == "stars" and bounds[0] == 1:
            return (
                found | {"type": "stars", "points": bounds[1]} | {k: v for k, v in (("low", low), ("high", high)) if v}
            )
        return self.building.scaled(found, *bounds, {"low": low, "high": high})

    def single(self, found: Document, element: Mapping[str, Any]) -> Document:
        return found | {"type": "single"} | self.choices(found, element)

    def multiple(self, found: Document, element: Mapping[str, Any]) -> Document:
        made = found | {"type": "multiple"} | self.choices(found, element)
        bounds = {"at_least": element.get("minSelectedChoices"), "at_most": element.get("maxSelectedChoices")}
        return made | {key: value for key, value in bounds.items() if value}

    def picture(self, found: Document, element: Mapping[str, Any]) -> Document:
        self.building.lose(found["id"], "Its pictures are left out; the texts of its answers are kept.")
        return (self.multiple if element.get("multiSelect") else self.single)(found, element)

    def ranking(self, found: Document, element: Mapping[str, Any]) -> Document:
        made = found | {"type": "ranking"} | self.choices(found, element)
        for key, lost in (
            ("other", made.pop("other", None)),
            ("minSelectedChoices", element.get("minSelectedChoices")),
        ):
            if lost:
                self.building.lose(found["id"], f"'{key}' is left out; a ranking here has no such setting.")
        most = element.get("maxSelectedChoices")
        return made | ({"at_most": most} if most else {})

    def boolean(self, found: Document, element: Mapping[str, Any]) -> Document:
        texts = [self.text(element.get(key)) or word for key, word in (("labelTrue", "Yes"), ("labelFalse", "No"))]
        called = {"true": "yes", "false": "no"}
        for key, own in (("valueTrue", "yes"), ("valueFalse", "no")):
            if element.get(key) is not None:
                called[str(element[key])] = own
        self.building.answers[found["id"]] = called
        options = [{"id": own, "text": text} for own, text in zip(("yes", "no"), texts, strict=True)]
        return found | {"type": "single", "options": options}

    def matrix(self, found: Document, element: Mapping[str, Any]) -> Document:
        name = found["id"]
        rows = [
            {"id": row["id"], "text": row["text"]}
            for row in self.building.options(self.pairs(element.get("rows")), name)
        ]
        if element.get("isAllRowRequired") or element.get("eachRowRequired"):
            found["required"] = True
        elif found.pop("required", False):
            self.building.lose(name, "At least one of its rows had to be answered; here all may be left blank.")
        shuffled = "random" in (element.get("rowsOrder"), element.get("rowOrder"))
        made = found | {"type": "matrix", "rows": rows} | ({"randomise": True} if shuffled else {})
        columns = self.pairs(element.get("columns"))
        scale = as_scale([str(text or value) for value, text in columns])
        if scale and scale[1] - scale[0] < 11:  # noqa: PLR2004 - more are columns, not points
            return (
                made
                | {"min": scale[0], "max": scale[1]}
                | {k: v for k, v in zip(("low", "high"), scale[2:], strict=True) if v}
            )
        return made | {"columns": self.building.options(columns, name)}

    def short(self, found: Document, element: Mapping[str, Any]) -> Document:
        kind = element.get("inputType", "text")
        if kind != "text":
            self.building.lose(found["id"], f"It took answers of the kind '{kind}' only; here it takes any words.")
        most = whole(element.get("maxLength"), 0)
        return found | {"type": "short_text"} | ({"max_length": most} if 0 < most <= LINE else {})

    def long(self, found: Document, element: Mapping[str, Any]) -> Document:
        most = whole(element.get("maxLength"), 0)
        return found | {"type": "long_text"} | ({"max_length": most} if 0 < most <= LONGEST_TEXT else {})

    def statement(self, found: Document, element: Mapping[str, Any]) -> Document:
        return {"id": found["id"], "type": "statement", "text": self.text(element.get("html")) or found["text"]}

    makers: Mapping[str, Callable[[_Reading, Document, Mapping[str, Any]], Document]] = {
        "rating": rating, "radiogroup": single, "dropdown": single, "buttongroup": single, "checkbox": multiple,
        "tagbox": multiple, "imagepicker": picture, "ranking": ranking, "boolean": boolean, "matrix": matrix,
        "text": short,
        "comment": long, "html": statement,
    }  # fmt: skip

    def choices(self, found: Document, element: Mapping[str, Any]) -> Document:
        options = self.building.options(self.pairs(element.get("choices")), found["id"])
        if element.get("hasNone") or element.get("showNoneItem"):
            options.append({"id": "none", "text": self.text(element.get("noneText")) or "None", "exclusive": True})
        if not options:
            self.building.lose(found["id"], "Its answers come from elsewhere; write them here.")
            options = [{"id": "x", "text": "…"}]
        made: Document = {"options": options}
        if element.get("hasOther") or element.get("showOtherItem"):
            made["other"] = self.text(element.get("otherText")) or True
        order = element.get("choicesOrder", "none")
        if order == "random":
            made["randomise"] = True
        elif order != "none":
            self.building.lose(found["id"], "Its answers were sorted; here they stand as in the file.")
        return made

    def pairs(self, given: Any) -> list[tuple[str, Any]]:
        """Values and texts: a bare value is its own text."""
        found = []
        for one in given if isinstance(given, list) else []:
            if isinstance(one, Mapping) and "value" in one:
                found.append((str(one["value"]), self.text(one.get("text"))))
                for key in one:
                    if key not in {"value", "text", "imageLink"}:
                        self.building.lose(
                            str(one["value"]), f"'{key}' of an answer is left out; it has no counterpart."
                        )
            elif isinstance(one, str | int | float):
                found.append((str(one), ""))
        return found

    def text(self, given: Any) -> Any:
        return self.building.text(self.said(given), self.put_in)

    def said(self, given: Any) -> dict[str, Any]:
        """A text by language; ``default`` is the survey's own."""
        return self.apart(given) if isinstance(given, Mapping) else {self.building.language: given}

    def apart(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """A text a language; where two are of one, the first."""
        found: dict[str, Any] = {}
        for key, text in given.items():
            language = self.building.language if key == "default" else language_of(key)
            if found.setdefault(language, text) != text:
                left = str(text)[:60]
                self.building.lose("", f"A text in '{key}' is left out, beside another in '{language}': “{left}”.")
        return found

    def put_in(self, text: str) -> str:
        """Answers put into a text; other braces stay as they are, and are noted."""
        return _PUT_IN.sub(self._put, text)

    def _put(self, match: re.Match[str]) -> str:
        known = self.building.ids.get(match[1].strip())
        if known:
            return f"{{{{answer.{known}}}}}"
        self.building.lose("", f"'{match[0][:100]}' in a text stands as it is: write here what is to be put in.")
        return match[0]

    def triggers(self, triggers: Any, pages: list[Document]) -> None:
        """A trigger that completes the survey ends it after the page that decides it."""
        for trigger in _dicts(triggers):
            condition = condition_of(self.building, trigger.get("expression"), "triggers")
            page = next(
                (p for p in reversed(pages) if any(q["id"] in re.findall(r"\w+", condition) for q in p["questions"])),
                None,
            )
            if trigger.get("type") == "complete" and condition and page is not None:
                page.setdefault("jumps", []).append({"to": "end", "when": condition})
            else:
                self.building.lose("triggers", f"A trigger of the type '{trigger.get('type')}' is left out.")

    def left_out(self, part: Mapping[str, Any], name: str, known: frozenset[str] | set[str]) -> None:
        for key in part:
            if key not in known:
                self.building.lose(name, f"'{key}' is left out; it has no counterpart.")


def _dicts(given: Any) -> list[Mapping[str, Any]]:
    return [one for one in given if isinstance(one, Mapping)] if isinstance(given, list) else []
