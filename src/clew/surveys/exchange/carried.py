"""What was carried over from another tool, and what was not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec

from clew.surveys.checks.check import Checked, check_document
from clew.surveys.checks.problem import Problem
from clew.surveys.model.survey import Survey
from clew.surveys.model.texts import Pipe, pieces

__all__ = ["Carried", "Loss", "carry"]

_CONDITIONS = ("show_if", "when")
#: Each turn mends one place at least; a survey with more is none.
MOST_TURNS = 50


class Loss(msgspec.Struct, frozen=True):
    """What could not be carried over as it was: where in the other tool's survey, and a sentence."""

    where: str
    message: str

    def __str__(self) -> str:
        """Return place and sentence as one line."""
        return f"{self.where}: {self.message}" if self.where else self.message


@dataclass(frozen=True)
class Carried:
    """The survey as a document of ours; ``survey`` is None where errors are left for a person to mend."""

    document: dict[str, Any]
    survey: Survey | None
    losses: tuple[Loss, ...] = ()
    problems: tuple[Problem, ...] = field(default=())


def carry(document: dict[str, Any], losses: list[Loss]) -> Carried:
    """Return the document checked; conditions and places in texts that cannot be ours are taken out and listed."""
    checked = check_document(document)
    for _ in range(MOST_TURNS):
        found = [Loss(*mended) for problem in checked.errors if (mended := _mend(document, problem))]
        if not found:
            break
        losses += found
        checked = check_document(document)
    return Carried(document, checked.survey, tuple(losses), _errors(checked))


def _errors(checked: Checked) -> tuple[Problem, ...]:
    return checked.errors


def _mend(document: dict[str, Any], problem: Problem) -> tuple[str, str] | None:
    """Take out what cannot stand there; return its name and what is said of it, None where it cannot be mended."""
    *way, last = _steps(problem.where)
    part = _at(document, way)
    name = str(part.get("id", "")) if isinstance(part, dict) else ""
    if isinstance(part, dict) and last in _CONDITIONS and part.get(last):
        said = f"The condition ({part.pop(last)}) is left out. {problem.message}"
        if last == "when":  # a jump without its condition would always be taken
            part["when"], part["to"] = "", "end"
            _at(document, way[:-1]).remove(part)
        return name, said
    text = part.get(str(last)) if isinstance(part, dict) else None
    if isinstance(part, dict) and text and "{{" in str(text) and last not in _CONDITIONS:
        part[str(last)] = _without_pipes(text)
        return name, f"What is put into the text is left out. {problem.message}"
    return None


def _steps(where: str) -> list[str | int]:
    parts = where.replace("[", ".").replace("]", "").split(".")
    return [int(part) if part.isdigit() else part for part in parts]


def _at(document: Any, way: list[str | int]) -> Any:
    for step in way:
        try:
            document = document[step]
        except (KeyError, IndexError, TypeError):
            return None
    return document


def _without_pipes(text: Any) -> Any:
    if isinstance(text, dict):
        return {language: _without_pipes(said) for language, said in text.items()}
    plain = "".join(piece.otherwise or "…" if isinstance(piece, Pipe) else piece for piece in pieces(text))
    return plain.replace("{{", "{ {").replace("}}", "} }")
