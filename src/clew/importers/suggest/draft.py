"""A proposed block: each line with how sure one is and why; written as TOML with that as comments."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass, field
from typing import Any

from clew.importers.mapping.toml_text import toml_key, toml_value

__all__ = ["Draft", "Line", "write_mapping"]

SECTIONS = (
    "columns",
    "after",
    "constants",
    "missing",
    "values",
    "dates",
    "numbers",
    "scale",
    "unpivot",
    "unpivot.columns",
    "properties",
    "join",
)
WIDTH = 46
LONGEST = 110


@dataclass(frozen=True, slots=True)
class Line:
    """One proposed line: key and value, how sure from 0 to 1, and why."""

    key: str
    value: Any
    sure: float
    why: str


@dataclass
class Draft:
    """One proposed block: lines of the block itself (section "") and of its sections; notes below both."""

    table: str
    sure: float
    why: str
    lines: dict[str, list[Line]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    last: list[str] = field(default_factory=list)

    def add(self, section: str, key: str, value: Any, sure: float, why: str) -> None:
        """Propose one line."""
        self.lines.setdefault(section, []).append(Line(key, value, sure, why))

    def has(self, section: str, key: str) -> bool:
        """Whether a line is proposed already."""
        return any(line.key == key for line in self.lines.get(section, []))


def write_mapping(head: list[str], drafts: list[Draft], private: list[Line], notes: list[str]) -> str:
    """Return the TOML text of proposed blocks; it loads as it is."""
    several = len(drafts) > 1
    text = [*(f"# {line}" for line in head), "format = 1", ""]
    if several and private:
        text += _section("private", private)
    for draft in drafts:
        text += _block(draft, several=several)
    if not several and private:
        text += _section("private", private)
    text += [f"# {note}" for note in notes]
    return "\n".join(text).rstrip() + "\n"


def _block(draft: Draft, *, several: bool) -> list[str]:
    """The lines of one block."""
    text = [f"# {draft.sure:.0%} sure that this is {draft.table}: {draft.why}"]
    text += ["[[table]]"] if several else []
    text += [_written(Line("table", draft.table, 0, "")), *map(_written, draft.lines.get("", []))]
    text += [f"# {note}" for note in draft.notes] + [""]
    for section in SECTIONS:
        if section in draft.lines:
            text += _section(f"table.{section}" if several else section, draft.lines[section])
    return text + [line for note in draft.last for line in (*_comment(note), "")]


def _section(name: str, lines: list[Line]) -> list[str]:
    return [f"[{name}]", *map(_written, lines), ""]


def _written(line: Line) -> str:
    """One line with its comment."""
    text = f"{toml_key(line.key)} = {toml_value(line.value)}"
    if not line.why:
        return text
    return f"{text:<{WIDTH}}  # {line.sure:.0%}: {_one_line(line.why)}"


def _comment(note: str) -> list[str]:
    """A long note as lines of comment."""
    lines = textwrap.wrap(_one_line(note), LONGEST, break_long_words=False, break_on_hyphens=False)
    return [f"# {line}" for line in lines]


def _one_line(text: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f]", " ", text)
