"""Where a problem stands: in which line of the file, and under which names a person knows the place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import yaml

from clew.surveys import Problem
from clew_server.surveys.editing.drafts import Draft

__all__ = ["Placed", "at", "placed", "steps_of"]

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LINE = re.compile(r"\bin line (\d+), column \d+")
Step = str | int


@dataclass(frozen=True)
class Placed:
    """A problem, its line in the file (0 where nobody knows), and the names on the way to it."""

    problem: Problem
    line: int
    names: str

    @property
    def is_error(self) -> bool:
        """Whether it keeps the survey from being published."""
        return self.problem.level == "error"


def placed(draft: Draft) -> list[Placed]:
    """Return all that is wrong with a draft, each with its line and its names; errors come first."""
    root = _composed(draft) if draft.problems else None
    found = [_placed(problem, draft, root) for problem in draft.problems]
    return sorted(found, key=lambda one: (not one.is_error, one.line))


def steps_of(where: str) -> list[Step]:
    """Return a place as keys and numbers.

    >>> steps_of("pages[0].questions[2].text.pl")
    ['pages', 0, 'questions', 2, 'text', 'pl']
    """
    parts = where.replace("[", ".").replace("]", "").split(".") if where else []
    return [int(part) if part.isdigit() else part for part in parts]


def at(document: Any, steps: list[Step]) -> Any:
    """Return what stands at a place, None where nothing does."""
    for step in steps:
        try:
            document = document[step]
        except (KeyError, IndexError, TypeError):
            return None
    return document


def _placed(problem: Problem, draft: Draft, root: Any) -> Placed:
    steps = steps_of(problem.where)
    if root is None:
        found = _LINE.search(problem.message)
        return Placed(problem, int(found[1]) if found else 0, "")
    return Placed(problem, _line(root, steps), " / ".join(_names(draft.document, steps)))


def _composed(draft: Draft) -> Any:
    """Return the file as YAML's nodes, which know their lines; None where it is none, or was refused as hostile."""
    return None if draft.document is None else yaml.compose(draft.text, Loader=_LOADER)


def _line(node: Any, steps: list[Step]) -> int:
    """Return the line of the last step that is there, counted from 1."""
    line = node.start_mark.line
    for step in steps:
        if isinstance(node, yaml.MappingNode):
            pair = next((pair for pair in node.value if pair[0].value == step), None)
            if pair is None:
                break
            line, node = pair[0].start_mark.line, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line
        else:
            break
    return int(line) + 1


def _names(document: Any, steps: list[Step]) -> list[str]:
    """Return the ids of the parts on the way, and the keys at its end."""
    found: list[str] = []
    for number, step in enumerate(steps):
        if isinstance(step, int):
            part = at(document, steps[: number + 1])
            name = part.get("id", part.get("to")) if isinstance(part, dict) else None
            found.append(str(name) if name not in {None, ""} and not isinstance(name, list | dict) else f"{step + 1}.")
        elif number + 1 == len(steps) or not isinstance(steps[number + 1], int):
            found.append(step)
    return found
