"""Questions of Qualtrics as ours, by type and selector."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from clew.surveys.exchange.building import Building, Document, as_scale, end_words, slug
from clew.surveys.exchange.plain import plain_text
from clew.surveys.exchange.qualtrics_files.qualtrics_conditions import Locator, logic_of
from clew.surveys.exchange.qualtrics_files.qualtrics_losses import lose_of_question
from clew.surveys.logic.expression import written

__all__ = ["Questions"]

ONE = frozenset({"SAVR", "SAHR", "SACOL", "DL", "SB"})
SEVERAL = frozenset({"MAVR", "MAHR", "MACOL", "MSB"})
LONG = frozenset({"ML", "ESTB"})
NOT_ASKED = {
    "Meta": "what the browser is", "Timing": "how long a page takes", "Captcha": "a test for robots",
    "CS": "sums to be divided",
    "PGR": "groups to sort into", "HotSpot": "places on a picture", "HeatMap": "places on a picture",
    "FileUpload": "uploads of files",
    "DD": "lists within lists", "SBS": "tables side by side", "Draw": "signatures", "HL": "words to mark",
}  # fmt: skip
_PUT_IN = re.compile(r"\$\{(\w+)://([^}]*)\}")
#: Parts of a question that are no answer to it.
_NO_ANSWER = frozenset({"QuestionText", "QuestionDescription", "ChoiceDescription", "AnswerDescription"})
#: A slider of more points is a number that nobody can tell from its neighbour.
MOST_POINTS = 101


class Questions:
    """All questions by their id, and what each became; conditions find them here."""

    def __init__(
        self, building: Building, given: Mapping[str, Mapping[str, Any]], language_of: Callable[[Any], str]
    ) -> None:
        self.building, self.given, self.language_of = building, given, language_of
        self.by_id: dict[str, Locator] = {}

    def made(self, qid: str) -> Iterator[Document]:
        """Yield what a question became: one of ours, several, or none with a sentence."""
        payload = self.given.get(qid)
        if payload is None:
            return
        tag = str(payload.get("DataExportTag") or qid)
        kind, selector = str(payload.get("QuestionType")), str(payload.get("Selector"))
        found = list(self._made(payload, tag, kind, selector, qid))
        if not found:
            what = NOT_ASKED.get(kind, f"the type {kind} {selector} {payload.get('SubSelector') or ''}".strip())
            self.building.lose(tag, f"It is left out: {what} has no counterpart.")
            return
        shown = logic_of(self.building, self, payload.get("DisplayLogic"), tag)
        lose_of_question(self.building, payload, tag)
        for one in found:
            yield one | ({"show_if": written(shown)} if shown is not None else {})

    def _made(self, payload: Mapping[str, Any], tag: str, kind: str, selector: str, qid: str) -> Iterator[Document]:
        if kind == "TE" and selector == "FORM":
            for key, choice in self._ordered(payload, "Choices"):
                line = self._said(payload, "Choices", key, choice)
                whole = self._texts(payload)
                text = {language: f"{said} {line.get(language, '')}" for language, said in whole.items()}
                yield self._basis(payload, f"{tag}_{key}", "short_text", text)
            return
        make = self._maker(kind, selector, str(payload.get("SubSelector")))
        if make is not None:
            found = make(payload, tag)
            if found is not None:
                self.by_id.setdefault(qid, Locator(found))
                yield found

    def _maker(self, kind: str, selector: str, sub: str) -> Callable[[Mapping[str, Any], str], Document | None] | None:
        if kind == "MC":
            many = self._multiple if selector in SEVERAL else None
            return self._nps if selector == "NPS" else self._single if selector in ONE else many
        if kind == "Matrix":
            return (
                self._matrix
                if selector in {"Likert", "Bipolar", "Profile"} and sub in {"SingleAnswer", "DL", "None"}
                else None
            )
        if kind == "TE":
            return self._words if selector in {"SL", *LONG} else None
        return {"Slider": self._slider, "RO": self._ranking, "DB": self._statement}.get(kind)

    def _basis(
        self, payload: Mapping[str, Any], tag: str, kind: str, text: Mapping[str, str] | None = None
    ) -> Document:
        settings = payload.get("Validation")
        settings = settings.get("Settings") if isinstance(settings, Mapping) else None
        force = isinstance(settings, Mapping) and settings.get("ForceResponse") == "ON" and kind != "statement"
        found = {"id": self.building.name(tag), "type": kind, "text": self._text(text or self._texts(payload)) or tag}
        return found | ({"required": True} if force else {})

    def _nps(self, payload: Mapping[str, Any], tag: str) -> Document:
        labels = self._ordered(payload, "ColumnLabels")
        return self._basis(payload, tag, "nps") | self._scale_ends(payload, "ColumnLabels", labels)

    def _scale_ends(self, payload: Mapping[str, Any], key: str, given: list[tuple[str, Mapping[str, Any]]]) -> Document:
        """The words at both ends of a scale in all languages, without the numbers before them."""
        if len(given) < 2:  # noqa: PLR2004 - a scale has two ends
            return {}
        said = (self._said(payload, key, *given[at]) for at in (0, -1))
        ends = (self._text({language: end_words(text) for language, text in one.items()}) for one in said)
        return {name: text for name, text in zip(("low", "high"), ends, strict=True) if text}

    def _single(self, payload: Mapping[str, Any], tag: str) -> Document:
        """One answer; answers that count up are a scale, whose ends keep their words."""
        given = self._ordered(payload, "Choices")
        texts = [plain_text(choice.get("Display")) for _, choice in given]
        scale = as_scale(texts)
        if scale is None or any("TextEntry" in choice for _, choice in given):
            return self._basis(payload, tag, "single") | self._options(payload, tag)
        ends = self._scale_ends(payload, "Choices", given)
        made = self.building.scaled(self._basis(payload, tag, "rating"), scale[0], scale[1], ends)
        points = {key: scale[0] + at for at, (key, _) in enumerate(given)}
        self.by_id[str(payload.get("QuestionID"))] = Locator(made, points=points)
        return made

    def _multiple(self, payload: Mapping[str, Any], tag: str) -> Document:
        validation = payload.get("Validation")
        settings = validation.get("Settings") if isinstance(validation, Mapping) else {}
        found = self._basis(payload, tag, "multiple") | self._options(payload, tag)
        for key, theirs in (("at_least", "MinChoices"), ("at_most", "MaxChoices")):
            value = str(settings.get(theirs) or "") if isinstance(settings, Mapping) else ""
            found |= {key: int(value)} if re.fullmatch(r"[1-9]\d{0,2}", value) else {}
        return found

    def _ranking(self, payload: Mapping[str, Any], tag: str) -> Document:
        return self._basis(payload, tag, "ranking") | self._options(payload, tag, takes_words=False)

    def _matrix(self, payload: Mapping[str, Any], tag: str) -> Document | None:
        found = self._basis(payload, tag, "matrix")
        rows, columns = (self._parts(payload, key, tag) for key in ("Choices", "Answers"))
        if not rows or not columns:
            return None
        answers = self._ordered(payload, "Answers")
        if scale := as_scale([plain_text(answer.get("Display")) for _, answer in answers]):
            points = {key: scale[0] + at for at, (key, _) in enumerate(answers)}
            self.by_id[str(payload.get("QuestionID"))] = Locator(found, points=points)
            ends = self._scale_ends(payload, "Answers", answers)
            return found | {"rows": rows, "min": scale[0], "max": scale[1]} | ends | self._shuffled(payload, tag)
        self.by_id[str(payload.get("QuestionID"))] = Locator(found, options=_ids(answers, columns))
        return found | {"rows": rows, "columns": columns} | self._shuffled(payload, tag)

    def _slider(self, payload: Mapping[str, Any], tag: str) -> Document | None:
        """A slider of one row is a rating, of several a matrix."""
        settings = payload.get("Configuration")
        settings = settings if isinstance(settings, Mapping) else {}
        low, high = (settings.get(key) for key in ("CSSliderMin", "CSSliderMax"))
        if payload.get("Selector") == "STAR":
            low, high = 1, settings.get("StarCount", 5)
        if not (isinstance(low, int) and isinstance(high, int) and 0 < high - low < MOST_POINTS):
            self.building.lose(tag, "Its scale is no scale of whole numbers up to 101 points.")
            return None
        rows = self._parts(payload, "Choices", tag)
        found = self._basis(payload, tag, "rating")
        if str(settings.get("NotApplicable")).lower() == "true":
            found["not_applicable"] = plain_text(settings.get("NotApplicableText")) or True
        ends = self._ends(payload, tag)
        if len(rows) < 2:  # noqa: PLR2004 - one row is the question itself
            return self.building.scaled(found, low, high, ends)
        return found | {"type": "matrix", "rows": rows, "min": low, "max": high} | ends

    def _ends(self, payload: Mapping[str, Any], tag: str) -> Document:
        """The words at both ends of a slider; those between have no place."""
        labels = self._ordered(payload, "Labels")
        if any(plain_text(label.get("Display")) for _, label in labels[1:-1]):
            self.building.lose(tag, "Words at single points of the scale are left out; its ends keep theirs.")
        return self._scale_ends(payload, "Labels", labels)

    def _words(self, payload: Mapping[str, Any], tag: str) -> Document:
        validation = payload.get("Validation")
        settings = validation.get("Settings") if isinstance(validation, Mapping) else {}
        if isinstance(settings, Mapping) and str(settings.get("Type") or "None") != "None":
            self.building.lose(
                tag, f"It took answers of the kind '{settings.get('Type')}' only; here it takes any words."
            )
        return self._basis(payload, tag, "long_text" if str(payload.get("Selector")) in LONG else "short_text")

    def _statement(self, payload: Mapping[str, Any], tag: str) -> Document:
        if "<img" in str(payload.get("QuestionText")) or payload.get("Selector") == "GRB":
            self.building.lose(tag, "Its picture is left out; its text is kept.")
        return self._basis(payload, tag, "statement")

    def _options(self, payload: Mapping[str, Any], tag: str, *, takes_words: bool = True) -> Document:
        """Options, "other" from the first that takes words (where one may), and the order."""
        given = self._ordered(payload, "Choices")
        entries = [key for key, choice in given if str(choice.get("TextEntry", "false")).lower() in {"true", "1"}]
        written_in = entries if takes_words else []
        options = self._parts(payload, "Choices", tag, without=set(written_in[:1]))
        for key in written_in[1:]:
            self.building.lose(
                tag, f"'{plain_text(dict(given)[key].get('Display'))}' takes no words here: one answer does."
            )
        kept = [(key, choice) for key, choice in given if key not in written_in[:1]]
        for option, (_, choice) in zip(options, kept, strict=True):
            option.update(
                {"exclusive": True} if choice.get("ExclusiveAnswer") and str(payload.get("Selector")) in SEVERAL else {}
            )
        found: Document = {"options": options or [{"id": "x", "text": "…"}]}
        if not options:
            self.building.lose(tag, "Its answers come from elsewhere; write them here.")
        if written_in:
            found["other"] = (
                self._text(self._said(payload, "Choices", written_in[0], dict(given)[written_in[0]])) or True
            )
        known = _ids(kept, options) | dict.fromkeys(written_in[:1], "other")
        self.by_id[str(payload.get("QuestionID"))] = Locator(
            {"id": self.building.ids[tag], "type": "", "several": str(payload.get("Selector")) in SEVERAL},
            options=known,
        )
        return found | self._shuffled(payload, tag)

    def _shuffled(self, payload: Mapping[str, Any], tag: str) -> Document:
        order = payload.get("Randomization")
        kind = order.get("Type") if isinstance(order, Mapping) else None
        if str(kind) not in {"All", "None"}:
            self.building.lose(tag, f"Its order was '{kind}'; here its answers stand as in the file.")
        return {"randomise": True} if kind == "All" else {}

    def _parts(
        self, payload: Mapping[str, Any], key: str, tag: str, without: set[str] | frozenset[str] = frozenset()
    ) -> list[Document]:
        """Choices or answers, named by their variable, their recoded value, or their key."""
        given = [(name, choice) for name, choice in self._ordered(payload, key) if name not in without]
        for source in ("VariableNaming", "RecodeValues"):
            names = payload.get(source)
            if (
                isinstance(names, Mapping)
                and (key == "Choices") != ("Answers" in payload)
                and all(n in names for n, _ in given)
            ):
                wanted = [slug(str(names[name]), prefix="") for name, _ in given]
                if len(set(wanted)) == len(wanted) and not {"na", "other"} & set(wanted):
                    break
        else:
            wanted = [name for name, _ in given]
        texts = [self._text(self._said(payload, key, name, choice)) for name, choice in given]
        return self.building.options(zip(wanted, texts, strict=True), tag)

    def _ordered(self, payload: Mapping[str, Any], key: str) -> list[tuple[str, Mapping[str, Any]]]:
        """Choices in the order of the form: they come as a list, or by number with an order beside."""
        given = payload.get(key)
        known = {str(at): one for at, one in enumerate(given)} if isinstance(given, list) else given
        if not isinstance(known, Mapping):
            return []
        order = payload.get({"Choices": "ChoiceOrder", "Answers": "AnswerOrder"}.get(key, ""))
        names = [str(name) for name in order] if isinstance(order, list) else []
        names = list(dict.fromkeys([*(name for name in names if name in known), *known]))
        return [(name, known[name]) for name in names if isinstance(known[name], Mapping)]

    def _texts(self, payload: Mapping[str, Any]) -> dict[str, str]:
        return self._translated(payload, payload.get("QuestionText"), lambda said: said.get("QuestionText"))

    def _said(self, payload: Mapping[str, Any], key: str, name: str, choice: Mapping[str, Any]) -> dict[str, str]:
        def other(said: Mapping[str, Any]) -> Any:
            parts = said.get(key)
            parts = {str(at): one for at, one in enumerate(parts)} if isinstance(parts, list) else parts
            part = parts.get(name) if isinstance(parts, Mapping) else None
            return part.get("Display") if isinstance(part, Mapping) else None

        return self._translated(payload, choice.get("Display"), other)

    def _translated(
        self, payload: Mapping[str, Any], own: Any, other: Callable[[Mapping[str, Any]], Any]
    ) -> dict[str, str]:
        """A text in all its languages."""
        found = {self.building.language: plain_text(own)}
        languages = payload.get("Language")
        for code, said in languages.items() if isinstance(languages, Mapping) else ():
            if isinstance(said, Mapping) and (text := plain_text(other(said))):
                found.setdefault(self.language_of(code), text)
        return found

    def _text(self, said: Mapping[str, object]) -> Any:
        return self.building.text(said, lambda text: _PUT_IN.sub(self._put, text))

    def _put(self, match: re.Match[str]) -> str:
        """An answer or a field of the participant in its place; what is neither stays as it is, and is noted."""
        kind, place = match[1], match[2]
        question, _, part = place.partition("/")
        known = self.by_id.get(question) if kind == "q" and part.partition("/")[0] not in _NO_ANSWER else None
        if known is not None:
            return f"{{{{answer.{known.question['id']}}}}}"
        if kind in {"e", "m"}:
            return f"{{{{customer.{self.building.field(place.rpartition('/')[2] if kind == 'e' else place)}}}}}"
        self.building.lose("", f"'{match[0][:100]}' in a text stands as it is: write here what is to be put in.")
        return match[0]


def _ids(given: list[tuple[str, Mapping[str, Any]]], made: list[Document]) -> dict[str, str]:
    return {key: part["id"] for (key, _), part in zip(given, made, strict=True)}
