"""What a question of Qualtrics has that ours cannot have: noted, a sentence each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clew.surveys.exchange.building import Building
from clew.surveys.exchange.plain import plain_text

__all__ = ["lose_of_question"]

LEFT = {
    "QuestionJS": "Its program (JavaScript) is left out.",
    "DynamicChoices": "That its answers come from another question is left out.",
    "DefaultChoices": "Answers filled in beforehand is left out.",
    "GradingData": "Its points are left out.",
    "InPageDisplayLogic": "Its condition on the same page is left out.",
}
NOTHING: tuple[Any, ...] = (None, False, [], {}, "", "false")
#: What is understood of a validation, by type of question.
UNDERSTOOD = frozenset({"None", "", "ChoiceRange", "MinChoices", "MaxChoices"})


def lose_of_question(building: Building, payload: Mapping[str, Any], tag: str) -> None:
    """Note what is lost of a question that is kept."""
    for key, sentence in LEFT.items():
        if payload.get(key) not in NOTHING:
            building.lose(tag, sentence)
    validation = payload.get("Validation")
    settings = validation.get("Settings") if isinstance(validation, Mapping) else None
    settings = settings if isinstance(settings, Mapping) else {}
    if str(settings.get("ForceResponse")) == "RequestResponse":
        building.lose(tag, "Who left it out was reminded once; here it can be left out.")
    kind = str(settings.get("Type") or "None")
    if payload.get("QuestionType") != "TE" and kind not in UNDERSTOOD:
        building.lose(tag, f"A check of its answers ('{kind}') is left out.")
    for name, part in _parts(payload):
        if part.get("DisplayLogic") not in NOTHING:
            building.lose(tag, f"The condition of '{name}' is left out: here it is always shown.")
        if payload.get("QuestionType") != "MC" and str(part.get("TextEntry", "false")).lower() in {"true", "1", "on"}:
            building.lose(tag, f"'{name}' takes no words here.")


def _parts(payload: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the words and the settings of each choice and each column."""
    for key in ("Choices", "Answers"):
        given = payload.get(key)
        parts = given.values() if isinstance(given, Mapping) else given if isinstance(given, list) else ()
        yield from ((plain_text(part.get("Display")), part) for part in parts if isinstance(part, Mapping))
